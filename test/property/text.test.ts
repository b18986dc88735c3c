import { isAscii, isUtf8 } from 'node:buffer'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { text as textRewrite } from '../../src/inspect/rewrites/text.ts'
import { sanitize } from '../../src/inspect/text/sanitize.ts'
import { isSuspect } from '../../src/inspect/text/suspect.ts'
import { SCAN_LIMITS, scan } from '../../src/wire/index.ts'

/** Written with what is hidden somewhere, what it may belong to, and what it must not belong to. */
const HIDDEN = [
  '\0',
  '\x1b',
  '\x7f',
  '\x9b',
  '\r',
  '\u00ad',
  '\u034f',
  '\u061c',
  '\u115f',
  '\u180b',
  '\u180e',
  '\u200b',
  '\u200c',
  '\u200d',
  '\u200e',
  '\u200f',
  '\u202a',
  '\u202e',
  '\u202c',
  '\u2060',
  '\u2066',
  '\u2067',
  '\u2068',
  '\u2069',
  '\u3164',
  '\ufdd0',
  '\ufe00',
  '\ufe0e',
  '\ufe0f',
  '\ufeff',
  '\ufff9',
  '\uffff',
  '\u{13430}',
  '\u{1d173}',
  '\u{1fffe}',
  '\u{e0041}',
  '\u{e0067}',
  '\u{e007f}',
  '\u{e0100}',
  '\ud800',
  '\udc00',
  '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
  '\u0301'.repeat(29),
  '\u0e49'.repeat(31),
]
const PLAIN = [
  'a',
  '1',
  '>',
  '<',
  ' ',
  '\n',
  '"',
  '\\',
  '/',
  'é',
  '\u0301',
  'א',
  'ی',
  '\u0651',
  'ہ',
  'क',
  '\u094d',
  'ර',
  'ภ',
  '\u0e49',
  'ᠠ',
  '한',
  '葛',
  '∩',
  '👩',
  '🏴',
  '⚠',
  '🏽',
  '\u20e3',
  '𓀀',
  '\u2028',
  '\ue000',
]
const mixed = fc
  .array(fc.constantFrom(...HIDDEN, ...PLAIN), { maxLength: 40 })
  .map((parts) => parts.join(''))
const anything = fc.oneof(mixed, fc.string({ unit: 'binary', maxLength: 40 }))

/** Hidden wherever it stands, unless a script, an emoji or the end of a line takes it. */
const SUSPICIOUS = new RegExp(
  [
    '[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u00ad\\u034f\\u115f\\u1160\\u202a-\\u202e\\u2060-\\u2065\\u206a-\\u206f\\u3164]',
    '[\\uffa0\\ufeff\\ufff9-\\ufffb\\ufdd0-\\ufdef\\ufffe\\uffff]|\\p{Surrogate}|[\\u{e0000}-\\u{e001f}\\u{e0080}-\\u{e00ff}]',
  ].join('|'),
  'u',
)

test('text that was made visible needs nothing more', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const once = sanitize(text, 'strict')
      if (once !== undefined) expect(sanitize(once.text, 'strict')).toBeUndefined()
    }),
    { numRuns: 2000 },
  )
})

test('nothing comes out that no writing needs, and something was counted just when something was changed', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const once = sanitize(text, 'strict')
      expect(SUSPICIOUS.test(once?.text ?? text)).toBe(false)
      if (once !== undefined) {
        expect(once.text).not.toBe(text)
        expect(Array.from(once.found.values()).every((count) => count > 0)).toBe(true)
        expect(sanitize(text, 'report')).toEqual({ text, found: once.found })
      }
    }),
    { numRuns: 2000 },
  )
})

const seen = (text: string) =>
  text
    .replace(/<(?:U\+[0-9A-F]+|\+\d+ (?:hidden|marks))>/g, '')
    .replace(/[^\p{L}\p{N}\p{P}\p{S}]|\p{Default_Ignorable_Code_Point}/gu, '')

test('letters, numbers and signs come out as they went in', () => {
  fc.assert(
    fc.property(anything, (text) => {
      expect(seen(sanitize(text, 'strict')?.text ?? text)).toBe(seen(text))
    }),
  )
})

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    anything,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('any'), { maxLength: 4 }),
  object: fc.dictionary(anything, tie('any'), { maxKeys: 4 }),
})).any

/** Every character of a string as itself where JSON allows it, or as an escape. */
function written(message: unknown, { escaped }: { readonly escaped: boolean }): string {
  const json = JSON.stringify(message)
  return escaped
    ? json.replace(
        /[^\0-\x7e]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
    : json
}

function visible(one: unknown): unknown {
  if (typeof one === 'string') return sanitize(one, 'strict')?.text ?? one
  if (Array.isArray(one)) return one.map(visible)
  if (typeof one !== 'object' || one === null) return one
  return Object.fromEntries(
    Object.entries(one).map(([key, inner]) => [visible(key), visible(inner)]),
  )
}

type Message = Parameters<typeof textRewrite>[0]
type View = Parameters<typeof textRewrite>[1]

test('a line is changed just where text in it is, whether written plainly or escaped', () => {
  fc.assert(
    fc.property(value, fc.boolean(), (result, escaped) => {
      const line = Buffer.from(
        written({ jsonrpc: '2.0', id: 'a', result: { free: result } }, { escaped }),
      )
      const envelope = scan(line, { ...SCAN_LIMITS, isUtf8 })
      // A lone surrogate in a key goes no further than the scan.
      fc.pre(envelope.kind !== 'fault')
      const outcome = textRewrite(
        { from: 'server', line, envelope } as unknown as Message,
        { policy: { text: 'strict', content: { apps: 'deny' } }, isAscii } as unknown as View,
      )
      const before = JSON.parse(line.toString())
      if (outcome === undefined) {
        expect(visible(before)).toEqual(before)
        return
      }
      if (!('line' in outcome)) throw new Error('refused')
      const after = Buffer.from(outcome.line).toString()
      expect(after).not.toContain('\n')
      expect(JSON.parse(after)).toEqual(visible(before))
      expect(isSuspect(line, envelope.isPlain, isAscii)).toBe(true)
    }),
    { numRuns: 1000 },
  )
})
