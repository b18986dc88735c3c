import type { Node } from 'jsonc-parser'
import { isUtf8 } from '../os/index.ts'
import { type Description, readDescription } from './description.ts'
import { unusable } from './fault.ts'
import type { Imported } from './import.ts'
import { member, members, readJsonc } from './jsonc.ts'

/** An entry as it goes into a document. */
export interface DocumentEntry {
  readonly name: string
  readonly value: Uint8Array
  /** What is known of it besides. */
  readonly description?: Description
}

/**
 * What lies in an age file: one JSON object with a line for each entry, `"NAME": {"value": "text", "kind": …}`, where `base64` stands in
 * place of `value` for bytes that are not UTF-8 (RFC 4648 section 4). `age --decrypt FILE | jq -r .NAME.value` prints one. An entry of which
 * nothing is known but the value is `"NAME": "text"`, or `"NAME": {"base64": "…"}`, and people write that by hand. Made of bytes alone, so
 * that no copy of a value is left in a string; the caller wipes it.
 */
export function formatDocument(entries: readonly DocumentEntry[]): Buffer {
  const names = new Set(entries.map(({ name }) => name))
  if (names.size !== entries.length) throw new TypeError('two entries have one name')
  const lines = entries.map((entry) => [
    Buffer.from(`  ${JSON.stringify(entry.name)}: `, 'utf8'),
    lineOf(entry),
  ])
  const parts = lines.flatMap(([name, value], index) => [
    Buffer.from(index === 0 ? '{\n' : ',\n'),
    name as Buffer,
    value as Buffer,
  ])
  const whole = Buffer.concat([...parts, Buffer.from(entries.length === 0 ? '{}\n' : '\n}\n')])
  for (const [, value] of lines) value?.fill(0)
  return whole
}

/** The entries of such a document. Throws AIRLOCK_USAGE for anything else, and never with content. */
export function readDocument(text: string): readonly Imported[] {
  const root = readJsonc(text)
  if (root.type !== 'object') throw unusable('the file holds no object of names and values', HINT)
  return members(root).map(([name, node]) => {
    if (node.type === 'string') return { name, value: Buffer.from(node.value as string, 'utf8') }
    const description = readDescription(node, VALUES)
    const value = valueIn(node)
    return Object.keys(description).length === 0 ? { name, value } : { name, value, description }
  })
}

/** Of exactly one of the two members. */
function valueIn(node: Node): Buffer {
  const [plain, encoded] = [member(node, 'value')?.value, member(node, 'base64')?.value]
  const isOne = members(node).filter(([name]) => VALUES.has(name)).length === 1
  if (isOne && typeof plain === 'string') return Buffer.from(plain, 'utf8')
  const value = isOne && typeof encoded === 'string' ? Buffer.from(encoded, 'base64') : undefined
  if (value !== undefined && value.toString('base64') === encoded) return value
  throw unusable('a value of the file is neither text nor base64', HINT)
}

function lineOf({ value, description }: DocumentEntry): Buffer {
  const isText = isUtf8(value)
  if (isText && description === undefined) return quoted(value)
  const shown = isText ? quoted(value) : encodedOf(value)
  const rest = description === undefined ? '}' : `, ${JSON.stringify(description).slice(1)}`
  const line = Buffer.concat([
    Buffer.from(isText ? '{"value": ' : '{"base64": '),
    shown,
    Buffer.from(rest, 'utf8'),
  ])
  shown.fill(0)
  return line
}

function encodedOf(value: Uint8Array): Buffer {
  return Buffer.from(`"${Buffer.from(value).toString('base64')}"`, 'latin1')
}

/** A JSON string (RFC 8259 section 7) of UTF-8 bytes: only quote, backslash and controls are escaped. */
function quoted(value: Uint8Array): Buffer {
  const out = Buffer.alloc(value.length * 6 + 2)
  let at = out.write('"')
  for (const byte of value) {
    if (byte === 0x22 || byte === 0x5c) at += out.write(`\\${String.fromCharCode(byte)}`, at)
    else if (byte < 0x20 || byte === 0x7f)
      at += out.write(`\\u${byte.toString(16).padStart(4, '0')}`, at)
    else out[at++] = byte
  }
  at += out.write('"', at)
  return out.subarray(0, at)
}

const VALUES: ReadonlySet<string> = new Set(['value', 'base64'])
const HINT = 'an age file of `mcp-airlock vault export` holds {"NAME": {"value": "…"}}'
