import { isUtf8 } from 'node:buffer'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { outlineOf, SCAN_LIMITS, scan } from '../../src/wire/index.ts'
import { compileGrammars } from '../differential/grammars.ts'

const options = { ...SCAN_LIMITS, isUtf8 }
const grammars = await compileGrammars()

function parses(line: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf8', { fatal: true, ignoreBOM: true }).decode(line))
    return true
  } catch {
    return false
  }
}

/** Anywhere in a string of up to some thousand plain characters, a few that are not. */
const text = fc
  .tuple(
    fc.integer({ min: 0, max: 6000 }),
    fc.array(
      fc.tuple(
        fc.nat(6000),
        fc.constantFrom(
          '\\',
          '\\"',
          '\\\\',
          '\\u0041',
          '\\u00',
          '\t',
          '\0',
          '\x1f',
          '\x7f',
          'é',
          '"',
        ),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([length, marks]) => {
    let plain = 'x'.repeat(length)
    for (const [place, mark] of marks) plain = plain.slice(0, place) + mark + plain.slice(place)
    return plain
  })

test('long strings are read as JSON.parse reads them, wherever they lie in memory', () => {
  fc.assert(
    fc.property(text, text, fc.nat(7), (first, second, shift) => {
      const line = `{"jsonrpc":"2.0","method":"n","params":{"a":"${first}","b":["${second}"]}}`
      const memory = Buffer.from(' '.repeat(shift) + line)
      const bytes = memory.subarray(shift)
      const seen = scan(bytes, options)
      expect(seen.kind === 'fault' && seen.code !== 'look-alike-key').toBe(!parses(bytes))
    }),
    { numRuns: 1000 },
  )
})

test('a byte that is not UTF-8 is seen anywhere in a long string', () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.constantFrom(0x80, 0xc3, 0xff), (place, byte) => {
      const line = Buffer.from(
        `{"jsonrpc":"2.0","method":"n","params":{"a":"${'x'.repeat(5001)}"}}`,
      )
      line[line.indexOf('xx') + place] = byte
      expect(scan(line, options)).toMatchObject({ kind: 'fault', code: 'utf8' })
    }),
  )
})

const long = fc
  .tuple(fc.constantFrom('', 'file://', 'object', 'text', '2025-11-25', '\u0000', '日'), fc.nat(3))
  .map(([start, more]) => start + 'z'.repeat(17_000 + more))
const word = fc.constantFrom(
  'text',
  'object',
  'file:///a',
  '',
  'user',
  'a',
  'resource',
  'image/png',
)
const messageValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    word,
    long,
    fc.nat(3),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        'type',
        'text',
        'uri',
        'name',
        'content',
        'role',
        'roots',
        'messages',
        '_meta',
      ),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value

test('an outline has the grammar of the whole message', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('tools/call', 'prompts/get', 'roots/list', 'resources/read', 'initialize'),
      messageValue,
      (method, params) => {
        const line = Buffer.from(
          JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { params } }),
        )
        const seen = scan(line, options)
        if (seen.kind === 'fault') return
        const outline = JSON.parse(outlineOf(line, seen)).params
        for (const grammar of grammars.values()) {
          for (const side of ['client', 'server'] as const) {
            expect(grammar.request(side, method, outline)).toEqual(
              grammar.request(side, method, params),
            )
          }
          expect(grammar.result(method, outline)).toEqual(grammar.result(method, params))
        }
      },
    ),
    { numRuns: 300 },
  )
})
