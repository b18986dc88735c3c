import { isAscii, isUtf8 } from 'node:buffer'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type FaultCode, SCAN_LIMITS, scan } from '../../src/wire/index.ts'

const options = { ...SCAN_LIMITS, isUtf8 }

/** What `JSON.parse` accepts and the scan refuses on purpose. */
const OURS: ReadonlySet<FaultCode> = new Set([
  'batch',
  'not-object',
  'depth',
  'values',
  'duplicate-key',
  'look-alike-key',
  'surrogate-key',
  'unknown-member',
  'jsonrpc',
  'id',
  'method',
  'params',
  'outcome',
  'mixed',
])

function parses(line: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf8', { fatal: true, ignoreBOM: true }).decode(line))
    return true
  } catch {
    return false
  }
}

const value = fc.json({ maxDepth: 4 }).map((text) => text.replaceAll('\n', ' '))
const spaced = fc
  .tuple(value, fc.constantFrom('', ' ', '\t', '\r'))
  .map(([text, space]) => text.replace(/[:,]/g, (mark) => mark + space))
const message = fc
  .tuple(
    fc.constantFrom('1', '"x"', 'null', '1.5', '-0'),
    fc.constantFrom('result', 'error', 'params', 'method'),
    spaced,
  )
  .map(([id, member, text]) => `{"jsonrpc":"2.0","id":${id},"${member}":{"a":${text}}}`)

/** Replaces, drops or doubles some bytes, by what is likely to matter. */
const mutated = fc
  .tuple(
    message,
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.constantFrom(
          ...'"\\{}[]:,0-.eEu\u0000\t\u007f'.split(''),
          '',
          '\xc3',
          '\xff',
          '1e',
          '\\u',
        ),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([text, edits]) => {
    let bytes = Buffer.from(text).toString('latin1')
    for (const [place, put] of edits) {
      const at = place % (bytes.length + 1)
      bytes = bytes.slice(0, at) + put + bytes.slice(at + (place % 2))
    }
    return Buffer.from(bytes.replaceAll('\n', ' '), 'latin1')
  })

test('accepts nothing that JSON.parse refuses, and refuses nothing else but by our own rules', () => {
  fc.assert(
    fc.property(mutated, (line) => {
      const seen = scan(line, options)
      if (seen.kind !== 'fault') expect(parses(line)).toBe(true)
      else if (parses(line)) expect(OURS.has(seen.code) || seen.code).toBe(true)
    }),
    { numRuns: 5000 },
  )
})

test('understands every object that is a message', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.integer(), fc.boolean(), (params, id, pretty) => {
      const text = JSON.stringify(
        { jsonrpc: '2.0', id, method: 'm', params: { _x: params } },
        null,
        pretty ? 1 : 0,
      )
      const line = Buffer.from(text.replaceAll('\n', ' '))
      const seen = scan(line, options)
      // Keys like "__proto__" or with lone surrogates are for other tests.
      if (seen.kind === 'fault') expect(seen.code).toBe('surrogate-key')
      else {
        expect(seen).toMatchObject({ kind: 'request', id, method: 'm' })
        const value = line.toString('utf8', seen.valueStart, seen.valueEnd)
        expect(JSON.parse(value)).toEqual(JSON.parse(text).params)
        expect(seen.isPlain).toBe(isAscii(line) && !text.includes('\\'))
      }
    }),
  )
})

/** The key with some of its UTF-16 units written as escapes. */
function spell(key: string, escapes: readonly boolean[]): string {
  return Array.from(key, (character, index) =>
    escapes[index % escapes.length] === true
      ? character
          .split('')
          .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
          .join('')
      : JSON.stringify(character).slice(1, -1),
  ).join('')
}

const withKeys = (keys: readonly string[]) =>
  Buffer.from(
    `{"jsonrpc":"2.0","id":1,"result":{"a":{${keys.map((key) => `"${key}":0`).join(',')}}}}`,
  )

test('an object with a key twice is refused however the key is written', () => {
  const escapes = fc.array(fc.boolean(), { minLength: 1, maxLength: 4 })
  const keys = fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 4 }), {
    minLength: 1,
    maxLength: 40,
  })
  fc.assert(
    fc.property(keys, fc.nat(), escapes, escapes, (names, pick, first, second) => {
      const all = names.map((name) => spell(name, first))
      const again = spell(names[pick % names.length] as string, second)
      expect(scan(withKeys(all), options).kind).toBe('result')
      expect(scan(withKeys([...all, again]), options)).toMatchObject({ code: 'duplicate-key' })
    }),
  )
})

test('never throws, whatever the bytes and the limits', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(5), fc.nat(5), (line, depth, values) => {
      scan(line, { depth, values, isUtf8 })
      scan(Buffer.concat([Buffer.from('{"jsonrpc":"2.0","id":'), line]), { depth, values, isUtf8 })
    }),
    { numRuns: 2000 },
  )
})

test('where a line lies in memory changes nothing', () => {
  fc.assert(
    fc.property(
      fc.nat(7),
      fc.nat(3000),
      fc.constantFrom('', '\\n', '"', '\u0001', 'ü', '\\'),
      (offset, length, special) => {
        const text = Buffer.from(
          `{"jsonrpc":"2.0","id":1,"result":{"a":"${'x'.repeat(length)}${special}${'y'.repeat(2000)}"}}`,
        )
        const memory = new Uint8Array(text.length + 16)
        memory.set(text, offset)
        const moved = memory.subarray(offset, offset + text.length)
        expect(scan(moved, options)).toEqual(scan(text, options))
        expect(scan(moved, options).kind === 'result').toBe(parses(text))
      },
    ),
  )
})
