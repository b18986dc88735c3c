import { isUtf8 } from '../os/index.ts'
import { unusable } from './fault.ts'
import type { Imported } from './import.ts'
import { members, readJsonc } from './jsonc.ts'

/**
 * What lies in an age file: one JSON object with a line for each entry, `"NAME": "text"`, and `"NAME": {"base64": "…"}` for bytes that are
 * not UTF-8 (RFC 4648 section 4). `age --decrypt FILE | jq -r .NAME` prints one. Made of bytes alone, so that no copy of a value is left
 * in a string; the caller wipes it.
 */
export function formatDocument(
  entries: readonly { readonly name: string; readonly value: Uint8Array }[],
): Buffer {
  const names = new Set(entries.map(({ name }) => name))
  if (names.size !== entries.length) throw new TypeError('two entries have one name')
  const lines = entries.map(({ name, value }) => [
    Buffer.from(`  ${JSON.stringify(name)}: `, 'utf8'),
    valueOf(value),
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

/** The entries of such a document. Throws AIRLOCK_USAGE for anything else, with the line and never with content. */
export function readDocument(text: string): readonly Imported[] {
  const root = readJsonc(text)
  if (root.type !== 'object') throw unusable('the file holds no object of names and values', HINT)
  return members(root).map(([name, node]) => {
    if (node.type === 'string') return { name, value: Buffer.from(node.value as string, 'utf8') }
    const [[key, inner] = []] = members(node)
    const encoded = key === 'base64' && members(node).length === 1 ? inner?.value : undefined
    const value = typeof encoded === 'string' ? Buffer.from(encoded, 'base64') : undefined
    if (value === undefined || value.toString('base64') !== encoded)
      throw unusable('a value of the file is neither text nor base64', HINT)
    return { name, value }
  })
}

function valueOf(value: Uint8Array): Buffer {
  if (isUtf8(value)) return quoted(value)
  const encoded = Buffer.from(Buffer.from(value).toString('base64'), 'latin1')
  return Buffer.concat([Buffer.from('{"base64": "'), encoded, Buffer.from('"}')])
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

const HINT = 'an age file of `mcp-airlock vault export` holds {"NAME": "value"}'
