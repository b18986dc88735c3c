import { choice, constant, list, type Members, map, record, ref, type Schema } from './schema.ts'
import { BOOLEAN, INTEGER, META, NAME, STRING, STRINGS } from './values.ts'

/** What a server offers: tools, prompts, resources and resource templates. */

/** Where a JSON Schema stands there may also be `true` or `false`, which the published schemas up to 2025-11-25 forget. */
const subschemas = map({ type: ['object', 'boolean'] })

const objectSchema: Members = {
  type: constant('object'),
  'properties?': subschemas,
  'required?': STRINGS,
}

const prompt: Members = {
  name: NAME,
  'description?': STRING,
  'arguments?': list(ref('PromptArgument')),
}
const argument: Members = { name: NAME, 'description?': STRING, 'required?': BOOLEAN }

const described: Members = {
  name: NAME,
  'description?': STRING,
  'mimeType?': STRING,
  'annotations?': ref('Annotations'),
}
const resource: Members = { ...described, uri: NAME, 'size?': INTEGER }
const template: Members = { ...described, uriTemplate: NAME }
const tool: Members = { name: NAME, 'description?': STRING, inputSchema: record(objectSchema) }

const promptReference: Members = { type: constant('ref/prompt'), name: NAME }

const implementation: Members = { name: STRING, version: STRING }

/** Must be a file for now, says every revision in words. */
const root: Members = { uri: { type: 'string', pattern: '^file://' }, 'name?': STRING }

export const CATALOGUE_2024_11_05 = {
  Tool: record(tool),
  Prompt: record(prompt),
  PromptArgument: record(argument),
  PromptReference: record(promptReference),
  ResourceReference: record({ type: constant('ref/resource'), uri: NAME }),
  Resource: record(resource),
  ResourceTemplate: record(template),
  Implementation: record(implementation),
  Root: record(root),
}

const toolAnnotations: Members = {
  'title?': STRING,
  'readOnlyHint?': BOOLEAN,
  'destructiveHint?': BOOLEAN,
  'idempotentHint?': BOOLEAN,
  'openWorldHint?': BOOLEAN,
}
const annotatedTool: Members = { ...tool, 'annotations?': ref('ToolAnnotations') }

export const CATALOGUE_2025_03_26 = {
  ...CATALOGUE_2024_11_05,
  ToolAnnotations: record(toolAnnotations),
  Tool: record(annotatedTool),
}

const titled: Members = { 'title?': STRING, '_meta?': META }
const titledTool: Members = {
  ...annotatedTool,
  ...titled,
  'outputSchema?': record(objectSchema),
}

export const CATALOGUE_2025_06_18 = {
  ...CATALOGUE_2025_03_26,
  Tool: record(titledTool),
  Prompt: record({ ...prompt, ...titled }),
  PromptArgument: record({ ...argument, 'title?': STRING }),
  PromptReference: record({ ...promptReference, 'title?': STRING }),
  Resource: record({ ...resource, ...titled }),
  ResourceTemplate: record({ ...template, ...titled }),
  Implementation: record({ ...implementation, 'title?': STRING }),
  Root: record({ ...root, '_meta?': META }),
}

const icons: Members = { 'icons?': list(ref('Icon')) }
const dialect: Members = { '$schema?': STRING }
const anySchema: Schema = record({ ...dialect, ...objectSchema })

const LATER = {
  ...CATALOGUE_2025_06_18,
  Prompt: record({ ...prompt, ...titled, ...icons }),
  Resource: record({ ...resource, ...titled, ...icons }),
  ResourceTemplate: record({ ...template, ...titled, ...icons }),
  Implementation: record({
    ...implementation,
    ...icons,
    'title?': STRING,
    'description?': STRING,
    'websiteUrl?': STRING,
  }),
}

export const CATALOGUE_2025_11_25 = {
  ...LATER,
  Tool: record({
    ...titledTool,
    ...icons,
    inputSchema: anySchema,
    'outputSchema?': anySchema,
    'execution?': record({ 'taskSupport?': choice('forbidden', 'optional', 'required') }),
  }),
}

export const CATALOGUE_2026_07_28 = {
  ...LATER,
  /** The root of an output schema need not be an object since SEP-2106. */
  Tool: record({
    ...titledTool,
    ...icons,
    inputSchema: anySchema,
    'outputSchema?': record(dialect),
  }),
}
