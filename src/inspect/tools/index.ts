/**
 * What a server's lists say about its tools: which have sound names and schemas, and the validators of those. Everything that is
 * remembered is bounded, whatever the server lists, and nothing is taken on trust: a tool that cannot be checked is withheld.
 */
export { ToolCatalogue, type Tools } from './catalogue.ts'
export { skeletonOf } from './look-alike.ts'
export { toolNameFault } from './tool-name.ts'
