import { isRecord, parseRecord } from './json-record.ts'

/** What is written beside an installed tree. No address of a registry is in it. */
export interface Manifest {
  readonly format: 'mcp-airlock-store/1'
  readonly name: string
  readonly version: string
  /** Subresource Integrity of the package's archive, as the registry published it and npm checked it. */
  readonly integrity: string
  /** The integrity of every package in the tree by its place, e.g. `node_modules/zod`. */
  readonly packages: Readonly<Record<string, string>>
  /** The program to run with node, relative to the tree. */
  readonly entry: string
  /** SHA-256 of the canonical list, which is the file `tree.list` beside this one. */
  readonly tree: string
}

export function encodeManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, undefined, 2)}\n`
}

/** Reads a manifest; undefined when it is not one of this version, or its entry would lie outside the tree. */
export function parseManifest(text: string): Manifest | undefined {
  const value = parseRecord(text)
  if (value === undefined || value['format'] !== FORMAT || !isRecord(value['packages']))
    return undefined
  const { name, version, integrity, packages, entry, tree } = value
  if (typeof name !== 'string' || typeof version !== 'string' || typeof integrity !== 'string')
    return undefined
  if (typeof entry !== 'string' || typeof tree !== 'string' || !TREE.test(tree)) return undefined
  if (entry.startsWith('/') || entry.split('/').some((part) => part === '..' || part === '.'))
    return undefined
  return {
    format: FORMAT,
    name,
    version,
    integrity,
    packages: packages as Record<string, string>,
    entry,
    tree,
  }
}

export const FORMAT = 'mcp-airlock-store/1'

const TREE = /^[0-9a-f]{64}$/
