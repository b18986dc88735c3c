import { FREE_FORM } from '../free-form.ts'
import { isObject, type JsonObject, member } from '../json.ts'
import { isSafeIcon } from './address.ts'

/** Something to see, hear or read in a message, as it is declared. */
export interface Content {
  readonly kind: 'image' | 'audio' | 'resource'
  readonly type: string
  /** Base64; undefined for text. */
  readonly data: string | undefined
  /** Of a resource; undefined for data. */
  readonly text: string | undefined
  /** Of a resource; `''` for others. */
  readonly uri: string
}

/** What a message of a server carries and points to, wherever the revisions let it stand. */
export interface Found {
  readonly contents: Content[]
  readonly links: string[]
  readonly icons: string[]
}

/** In all that a message carries. */
export function foundIn({ params, result, error }: Carried): Found {
  const found: Found = { contents: [], links: [], icons: [] }
  find(params, found)
  find(result, found)
  find(error, found)
  return found
}

interface Carried {
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: unknown
}

/**
 * Looks into everything but what has no meaning in the protocol: schemas, arguments, structured content. `_meta` is for extensions: a
 * client that knows one opens and loads what it names there, so addresses count, by the names of their members.
 */
function find(value: unknown, found: Found): void {
  if (Array.isArray(value)) for (const item of value) find(item, found)
  if (!isObject(value)) return
  addContents(value, found)
  addLink(value['uri'], found)
  addLink(value['websiteUrl'], found)
  // Not `Object.entries`: this runs for each object of each answer. What `JSON.parse` makes inherits nothing that is enumerable.
  for (const key in value) {
    const inner = value[key]
    if (typeof inner !== 'object' || inner === null) continue
    if (key === 'icons' && Array.isArray(inner)) addIcons(inner, found)
    if (!FREE_FORM.has(key)) find(inner, found)
    else if (key === '_meta') findAddresses(inner, found)
  }
}

function addLink(link: unknown, { links }: Found): void {
  if (typeof link === 'string') links.push(link)
}

/** By the names of members. */
function findAddresses(value: unknown, found: Found): void {
  if (Array.isArray(value)) for (const item of value) findAddresses(item, found)
  if (!isObject(value)) return
  for (const key in value) {
    if (ADDRESS_NAME.test(key)) addAddresses(value[key], found)
    findAddresses(value[key], found)
  }
}

/** Pictures in themselves are what extensions show beside things. */
function addAddresses(value: unknown, { links }: Found): void {
  for (const each of Array.isArray(value) ? value : [value]) {
    if (typeof each === 'string' && !isSafeIcon(each)) links.push(each)
  }
}

/** `resourceUri` of MCP Apps (SEP-1865), and what such members are called elsewhere. */
const ADDRESS_NAME = /(?:ur[il]|href|src|link)s?$/i

/** What is a picture to one reader may be a resource to another, who goes by where it stands. */
function addContents(value: JsonObject, { contents }: Found): void {
  const { type, uri, data } = value
  if ((type === 'image' || type === 'audio') && typeof data === 'string') {
    const declared = textOf(value['mimeType']) ?? ''
    contents.push({ kind: type, type: declared, data, text: undefined, uri: '' })
  }
  if (typeof uri === 'string') addResource(value, uri, contents)
}

function addResource(value: JsonObject, uri: string, contents: Content[]): void {
  const declared = textOf(value['mimeType'])
  const data = textOf(value['blob'])
  const text = textOf(value['text'])
  if (data !== undefined) {
    contents.push({ ...RESOURCE, type: declared ?? 'application/octet-stream', data, uri })
  }
  if (text !== undefined) contents.push({ ...RESOURCE, type: declared ?? 'text/plain', text, uri })
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** One at a time: as arguments of one call they would lie on the stack, and a line may hold more than that does. */
function addIcons(listed: readonly unknown[], { icons }: Found): void {
  for (const icon of listed) {
    const source = member(icon, 'src')
    if (typeof source === 'string') icons.push(source)
  }
}

const RESOURCE = { kind: 'resource', data: undefined, text: undefined } as const
