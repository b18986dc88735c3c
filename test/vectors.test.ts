import { isUtf8 } from 'node:buffer'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFramer, SCAN_LIMITS, scan } from '../src/wire/index.ts'

/**
 * One file is one input. Header lines (`expect`, `code`, `comment`), an empty line, and then raw bytes to the end.
 * json: `expect` is the kind of message, or `fault` with its `code`.
 * frames: `expect` lists line lengths in order, `long:N` for one over 64 bytes, and `rest:N` for an unterminated end.
 */
interface Vector {
  readonly name: string
  readonly header: ReadonlyMap<string, string>
  readonly bytes: Buffer
}

const HEADER_KEYS = new Set(['expect', 'code', 'comment'])

function parseVector(name: string, file: Buffer): Vector {
  const end = file.indexOf('\n\n')
  if (end === -1) throw new Error(`${name}: no empty line after the header`)
  const header = new Map<string, string>()
  for (const line of file.toString('utf8', 0, end).split('\n')) {
    const [, key = '', text = ''] = /^(\w+): ?(.*)$/.exec(line) ?? []
    if (!HEADER_KEYS.has(key) || header.has(key)) throw new Error(`${name}: header line ${line}`)
    header.set(key, text)
  }
  if (!header.has('expect')) throw new Error(`${name}: no expectation`)
  return { name, header, bytes: file.subarray(end + 2) }
}

function vectors(folder: string): Vector[] {
  const path = join(import.meta.dirname, 'vectors', folder)
  return readdirSync(path).map((name) => parseVector(name, readFileSync(join(path, name))))
}

const single = (bytes: Buffer) => Array.from(bytes, (byte) => Uint8Array.of(byte))

function frames(chunks: readonly Uint8Array[]): string {
  const seen: string[] = []
  const framer = createFramer({
    maxBytes: 64,
    onLine: (line) => seen.push(String(line.length)),
    onOversize: ({ bytes }) => seen.push(`long:${bytes}`),
  })
  for (const chunk of chunks) framer.push(chunk)
  const rest = framer.end()
  return [...seen, ...(rest > 0 ? [`rest:${rest}`] : [])].join(' ')
}

test.each(vectors('frames'))('frames $name', ({ header, bytes }) => {
  expect(frames([bytes])).toBe(header.get('expect'))
  expect(frames(single(bytes))).toBe(header.get('expect'))
})

test.each(vectors('json'))('reads $name', ({ header, bytes }) => {
  const seen = scan(bytes, { ...SCAN_LIMITS, isUtf8 })
  expect(seen.kind).toBe(header.get('expect'))
  expect(seen.kind === 'fault' ? seen.code : undefined).toBe(header.get('code'))
})

test.each(vectors('json').filter(({ bytes }) => !bytes.includes('\n')))(
  'reads $name the same when it comes byte by byte',
  ({ bytes }) => {
    const seen: unknown[] = []
    const framer = createFramer({
      onLine: (line) => seen.push(scan(line, { ...SCAN_LIMITS, isUtf8 })),
      onOversize: () => seen.push('long'),
    })
    for (const chunk of single(Buffer.concat([bytes, Buffer.from('\n')]))) framer.push(chunk)
    expect(seen).toEqual([scan(bytes, { ...SCAN_LIMITS, isUtf8 })])
  },
)

test.each([
  ['an unknown key', 'expect: 1\nexpekt: 2\n\n'],
  ['a key twice', 'expect: 1\nexpect: 2\n\n'],
  ['no expectation', 'code: syntax\n\n'],
  ['no end', 'expect: 1\n'],
])('a vector with %s is refused', (_name, file) => {
  expect(() => parseVector('planted', Buffer.from(file))).toThrow('planted')
})
