import { isUtf8 } from 'node:buffer'
import { expect, test } from 'vitest'
import {
  LONG_PAYLOAD_BYTES,
  LONG_STRING_BYTES,
  OUTLINED_LENGTH,
  outlineOf,
  PAYLOAD_LENGTH,
  SCAN_LIMITS,
  scan,
} from '../../../src/wire/index.ts'
import { REVISIONS } from '../../../src/wire/revisions/index.ts'

const FITS = LONG_STRING_BYTES - 2

/** The message with this value, as the outline shows it. */
function outlined(params: string) {
  const line = Buffer.from(`{"jsonrpc":"2.0","method":"n","params":${params}}`)
  const seen = scan(line, { ...SCAN_LIMITS, isUtf8 })
  if (seen.kind === 'fault') throw new Error(seen.code)
  const { longStrings = [] } = seen
  return { count: longStrings.length, params: JSON.parse(outlineOf(line, seen)) }
}

test.each([
  ['the longest short one', 'x'.repeat(FITS), 0],
  ['one byte more', 'x'.repeat(FITS + 1), 1],
  ['characters of several bytes', '日'.repeat(6000), 1],
  ['escapes', '\\u0041'.repeat(3000), 1],
  ['quotes and backslashes', '\\"\\\\'.repeat(6000), 1],
])('a string is outlined by its bytes: %s', (_name, text, count) => {
  expect(outlined(`{"a":"${text}"}`).count).toBe(count)
})

test.each([
  ['plain', 'abc'],
  ['escaped', '\\u0061b\\n'],
  ['of several bytes', 'é日😀'],
  ['surrogates as escapes', '\\ud83d\\ude00'],
])('the beginning of a long string is its own: %s', (_name, piece) => {
  for (let shift = 0; shift < 12; shift += 1) {
    const text = `${'-'.repeat(shift)}${piece.repeat(9000)}`
    const whole = JSON.parse(`"${text}"`) as string
    const { params } = outlined(`{"a":["${text}"]}`)
    const [shown] = params.a as string[]
    expect(shown?.slice(0, 8)).toBe(whole.slice(0, 8))
    expect(shown?.length).toBeGreaterThan(OUTLINED_LENGTH)
    expect(whole.length).toBeGreaterThan(OUTLINED_LENGTH)
  }
})

const PAYLOAD = 'z'.repeat(LONG_PAYLOAD_BYTES)

test.each([
  ['a text', `{"a":[{"type":"text","text":"${PAYLOAD}"}]}`, 1],
  ['data', `{"data":"${PAYLOAD}"}`, 1],
  ['a blob', `{"blob":"${PAYLOAD}"}`, 1],
  ['an argument', `{"arguments":{"a":"${PAYLOAD}"}}`, 1],
  ['deep in the arguments', `{"arguments":{"a":[{"uri":"${PAYLOAD}"},"${PAYLOAD}"]},"b":1}`, 2],
  ['all as long as may be', `{"text":"${PAYLOAD.slice(2)}"}`, 0],
  ['something else', `{"a":"${PAYLOAD}"}`, 0],
  ['in a list of texts', `{"text":["${PAYLOAD}"]}`, 0],
  ['beside the arguments', `{"arguments":{"a":"b"},"uri":"${PAYLOAD}"}`, 0],
  ['in other arguments', `{"a":{"arguments":{"a":"${PAYLOAD}"}}}`, 0],
  ['a key that begins alike', `{"textual":"${PAYLOAD}","datum":"${PAYLOAD}"}`, 0],
])('a payload is cut short sooner: %s', (_name, params, count) => {
  expect(outlined(params).count).toBe(count)
})

test('what is left of a payload is long enough to be told from a short text', () => {
  const { params } = outlined(`{"text":"${'\\u0041'.repeat(171)}"}`)
  expect(params.text.length).toBeGreaterThan(PAYLOAD_LENGTH)
  expect(171).toBeGreaterThan(PAYLOAD_LENGTH)
  expect(params.text).toMatch(/^A{11}\.+$/)
})

test('arguments of a result are no payload', () => {
  const line = Buffer.from(`{"jsonrpc":"2.0","id":1,"result":{"arguments":{"a":"${PAYLOAD}"}}}`)
  expect(scan(line, { ...SCAN_LIMITS, isUtf8 })).toMatchObject({ longStrings: undefined })
})

test('all else is as it was: keys, short strings, numbers, several long ones', () => {
  const long = 'y'.repeat(FITS + 1)
  const { count, params } = outlined(
    `{"${long}":1e2 , "b" : ["${long}", "é\\n", {"c":"${long}"}], "d":null}`,
  )
  const stand = expect.stringMatching(/^y{64}\.+$/)
  expect(count).toBe(2)
  expect(params).toEqual({ [long]: 100, b: [stand, 'é\n', { c: stand }], d: null })
})

test('the grammars ask nothing of a string that an outline cannot answer', () => {
  const strange = new Set<string>()
  const visit = (schema: unknown) => {
    if (typeof schema !== 'object' || schema === null) return
    for (const [keyword, value] of Object.entries(schema)) {
      if (!EXACT.has(keyword) && EXACT_WITH.get(keyword) !== JSON.stringify(value)) {
        strange.add(`${keyword}: ${JSON.stringify(value)}`)
      }
      const named = keyword === 'properties' || keyword === '$defs'
      if (Array.isArray(value)) value.forEach(visit)
      else if (named) Object.values(value).forEach(visit)
      else if (keyword !== 'const' && keyword !== 'discriminator') visit(value)
    }
  }
  for (const { definitions, requests, notifications, error } of REVISIONS) {
    const rules = [...Object.values(requests), ...Object.values(notifications)]
    for (const { from: _from, ...schemas } of rules) Object.values(schemas).forEach(visit)
    Object.values(definitions).forEach(visit)
    visit(error)
  }
  expect([...strange]).toEqual([])
  for (const { definitions, requests, notifications } of REVISIONS) {
    const text = JSON.stringify({ definitions, requests, notifications })
    const fixed = [...text.matchAll(/"(?:const|enum)":(\[[^\]]*\]|"[^"]*")/g)].flatMap(
      ([, value]) => JSON.parse(value as string),
    )
    for (const value of fixed) expect(String(value).length).toBeLessThan(OUTLINED_LENGTH)
  }
})

/** Keywords about shapes, numbers, keys, and equality with something short. */
const EXACT: ReadonlySet<string> = new Set(
  `type const enum required properties additionalProperties items maxItems minimum maximum allOf oneOf if then else
    not $ref discriminator exactKeys exactlyOne atLeastOne atMostOne`.split(/\s+/),
)

/** Those that look into a string, with what they look for. */
const EXACT_WITH: ReadonlyMap<string, string> = new Map([
  ['minLength', '1'],
  ['pattern', '"^file://"'],
])

test.each([
  (params: string) => `{"jsonrpc":"2.0","method":"${'m'.repeat(20_000)}","params":${params}}`,
  (params: string) => `{"params":${params},"method":"${'m'.repeat(20_000)}","jsonrpc":"2.0"}`,
])('a method as long as one is not part of it, wherever it stands', (message) => {
  const line = Buffer.from(message(`{"a":"${'x'.repeat(20_000)}","b":1}`))
  const seen = scan(line, { ...SCAN_LIMITS, isUtf8 })
  if (seen.kind === 'fault') throw new Error(seen.code)
  expect(JSON.parse(outlineOf(line, seen))).toEqual({
    a: expect.stringMatching(/^x{64}\.+$/),
    b: 1,
  })
})
