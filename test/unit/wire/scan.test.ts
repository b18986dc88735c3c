import { isUtf8 } from 'node:buffer'
import { expect, test } from 'vitest'
import { SCAN_LIMITS, scan } from '../../../src/wire/index.ts'

const options = { ...SCAN_LIMITS, isUtf8 }
const scanText = (text: string | Uint8Array, limits = {}) =>
  scan(Buffer.from(text), { ...options, ...limits })
const codeOf = (text: string | Uint8Array, limits = {}) => {
  const seen = scanText(text, limits)
  return seen.kind === 'fault' ? seen.code : seen.kind
}
/** A result whose one member holds the text. */
const inside = (text: string) => `{"jsonrpc":"2.0","id":1,"result":{"a":${text}}}`

test.each([
  ['{"jsonrpc":"2.0","id":1,"method":"ping"}', { kind: 'request', id: 1, method: 'ping' }],
  [
    '{"jsonrpc":"2.0","id":"1","method":"a","params":{}}',
    { kind: 'request', id: '1', method: 'a' },
  ],
  ['{"method":"a\\u002fb","jsonrpc":"2.0"}', { kind: 'notification', method: 'a/b' }],
  ['{"jsonrpc":"2.0","id":-5,"result":{}}', { kind: 'result', id: -5 }],
  ['{"jsonrpc":"2.0","id":0,"error":{}}', { kind: 'error', id: 0 }],
  ['{"jsonrpc":"2.0","id":null,"error":{}}', { kind: 'error', id: undefined }],
  ['{"jsonrpc":"2.0","error":{}}', { kind: 'error', id: undefined }],
  [
    ' {"jsonrpc" : "2.0",\t"id":9007199254740991 , "result":{} } \r',
    { kind: 'result', id: 9007199254740991 },
  ],
  ['{"jsonrpc":"2.0","id":"日本\\n","result":{}}', { kind: 'result', id: '日本\n' }],
  ['{"jsonrpc":"2.\\u0030","id":1,"result":{}}', { kind: 'result', id: 1 }],
])('understands %s', (line, envelope) => {
  expect(scanText(line)).toMatchObject(envelope)
})

test.each([
  ['{"jsonrpc":"2.0","id":1,"method":"a"}', '', true],
  ['{"params": {"a":1} ,"jsonrpc":"2.0","id":1,"method":"a"}', '{"a":1}', true],
  ['{"jsonrpc":"2.0","id":1,"result":{"a":"\x7f"}}', '{"a":"\x7f"}', true],
  ['{"jsonrpc":"2.0","id":1,"error":{"a":"é"}}', '{"a":"é"}', false],
  ['{"jsonrpc":"2.0","id":1,"error":{"é":1}}', '{"é":1}', false],
  ['{"jsonrpc":"2.0","error":{"a":"\\n"}}', '{"a":"\\n"}', false],
  ['{"jsonrpc":"2.0","method":"a","params":{"\\u0061":1}}', '{"\\u0061":1}', false],
  ['{"jsonrpc":"2.0","method":"\\u0061","params":{}}', '{}', false],
])('knows what %s carries', (line, value, isPlain) => {
  const seen = scanText(line)
  if (seen.kind === 'fault') throw new Error(seen.code)
  const { valueStart, valueEnd } = seen
  expect(Buffer.from(line).toString('utf8', valueStart, valueEnd)).toBe(value)
  expect(seen.isPlain).toBe(isPlain)
})

test.each([
  ['empty', ''],
  ['empty', ' \t\r'],
  ['batch', '[{"jsonrpc":"2.0","id":1,"method":"a"}]'],
  ['not-object', 'listening on port 80'],
  ['not-object', '"{}"'],
  ['byte-order-mark', '\ufeff{"jsonrpc":"2.0","id":1,"result":{}}'],
  ['jsonrpc', '{"id":1,"method":"a"}'],
  ['jsonrpc', '{"jsonrpc":2.0,"id":1,"method":"a"}'],
  ['jsonrpc', '{"jsonrpc":"2.00","id":1,"method":"a"}'],
  ['id', '{"jsonrpc":"2.0","id":null,"method":"a"}'],
  ['id', '{"jsonrpc":"2.0","id":null,"result":{}}'],
  ['id', '{"jsonrpc":"2.0","result":{}}'],
  ['id', '{"jsonrpc":"2.0","id":1.0,"method":"a"}'],
  ['id', '{"jsonrpc":"2.0","id":1e2,"method":"a"}'],
  ['id', '{"jsonrpc":"2.0","id":-0,"method":"a"}'],
  ['id', '{"jsonrpc":"2.0","id":9007199254740992,"method":"a"}'],
  ['id', '{"jsonrpc":"2.0","id":{},"method":"a"}'],
  ['id', '{"jsonrpc":"2.0","id":true,"error":{}}'],
  ['id', '{"jsonrpc":"2.0","id":"","method":"a"}'],
  ['id', `{"jsonrpc":"2.0","id":"${'x'.repeat(257)}","method":"a"}`],
  ['id', '{"jsonrpc":"2.0","id":"\\ud800","method":"a"}'],
  ['method', '{"jsonrpc":"2.0","id":1,"method":5}'],
  ['method', '{"jsonrpc":"2.0","id":1,"method":""}'],
  ['params', '{"jsonrpc":"2.0","id":1,"method":"a","params":[]}'],
  ['params', '{"jsonrpc":"2.0","id":1,"method":"a","params":null}'],
  ['outcome', '{"jsonrpc":"2.0","id":1}'],
  ['outcome', '{"jsonrpc":"2.0","id":1,"result":[]}'],
  ['outcome', '{"jsonrpc":"2.0","id":1,"error":"no"}'],
  ['mixed', '{"jsonrpc":"2.0","id":1,"method":"a","result":{}}'],
  ['mixed', '{"jsonrpc":"2.0","id":1,"error":{},"result":{}}'],
  ['mixed', '{"jsonrpc":"2.0","id":1,"params":{},"result":{}}'],
  ['unknown-member', '{"jsonrpc":"2.0","id":1,"result":{},"extra":1}'],
  ['look-alike-key', '{"jsonrpc":"2.0","id":1,"method":"a","Method":"b"}'],
  ['look-alike-key', '{"jsonrpc":"2.0","id":1,"method":"a","param\u017f":{}}'],
  ['look-alike-key', '{"jsonrpc":"2.0","id":1,"method":"a","method\\u0000":"b"}'],
  ['look-alike-key', '{"jsonrpc":"2.0","id":1,"method":"a","method\\u0000tail":"b"}'],
  ['look-alike-key', '{"jsonrpc":"2.0","id":1,"method":"a","params":{"name":"x","NAME":"y"}}'],
  ['look-alike-key', '{"jsonrpc":"2.0","id":1,"method":"a","params":{"argument\u017f":1}}'],
  ['look-alike-key', '{"jsonrpc":"2.0","id":1,"method":"a","params":{"progressTo\u212aen":1}}'],
  ['look-alike-key', '{"jsonrpc":"2.0","id":1,"method":"a","params":{"uri\\t\\u0000":1}}'],
  ['look-alike-key', '{"jsonrpc":"2.0","id":1,"method":"a","params":{"uri ":1}}'],
  ['look-alike-key', '{"jsonrpc":"2.0","id":1,"method":"a","params":{"uri\u007f":1}}'],
  ['look-alike-key', '{"jsonrpc":"2.0","id":1,"error":{"Code":1}}'],
  ['result', '{"jsonrpc":"2.0","id":1,"result":{"custom":1,"nam\\u0065":2,"":3}}'],
  ['duplicate-key', '{"jsonrpc":"2.0","id":1,"id":1,"result":{}}'],
  ['duplicate-key', '{"jsonrpc":"2.0","id":1,"i\\u0064":1,"result":{}}'],
  ['duplicate-key', inside('{"b":1,"c":2,"b":3}')],
  ['duplicate-key', inside('{"b":1,"\\u0062":3}')],
  ['duplicate-key', inside('{"\\/":1,"/":3}')],
  ['duplicate-key', inside('{"日":1,"\\u65e5":3}')],
  ['duplicate-key', inside('{"":1,"":3}')],
  ['duplicate-key', inside('[{"x":{"k":1,"k":1}}]')],
  ['result', inside('{"b":1,"B":2,"c":{"b":1},"d":{"b":1}}')],
  ['surrogate-key', inside('{"\\ud800":1}')],
  ['surrogate-key', inside('{"\\udc00\\ud800":1}')],
  ['result', inside('{"\\ud83d\\ude00":1}')],
  ['result', inside('"\\ud800"')],
])('says %s about %s', (code, line) => {
  expect(codeOf(line)).toBe(code)
})

// biome-ignore format: a table
const BROKEN = [
  '01', '-01', '00', '1.', '.5', '+1', '-', '1e', '1e+', '0x1', '1.e1', '--1', '1_0', 'NaN', 'Infinity', '-Infinity',
  'tru', 'True', 'truex', 'nul', 'undefined', '', "'a'", '"a', '[', ']', '{', '[1,]', '[,1]', '[1', '[1 2]', '{,}',
  '{"a"}', '{"a":}', '{"a":1,}', '{a:1}', '{"a":1"b":2}', '"\\x"', '"\\u12"', '"\\u12g4"', '"\\', '[1}]', '{"a":1]',
  '1 2', '/**/1', '"a"b', '1,', '\u00a01', '\u000b1',
]

test.each(BROKEN)('refuses the value %s', (text) => {
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
  expect(codeOf(inside(text))).toBe('syntax')
})

test.each([
  '0',
  '-0',
  '-1.5e-10',
  '1E+5',
  '123456789012345678901234567890',
  '0.0',
  '""',
  '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00fF"',
  'true',
  'false',
  'null',
  '[]',
  '[ ]',
  '{ }',
  '[[],{}]',
  '"\u2028\u007f"',
  ' \t\r1 ',
])('accepts the value %s', (text) => {
  expect(() => JSON.parse(text)).not.toThrow()
  expect(codeOf(inside(text))).toBe('result')
})

test.each([0x00, 0x01, 0x09, 0x0a, 0x0d, 0x1f])(
  'refuses the raw control %i in a string',
  (byte) => {
    for (const length of [0, 3, 40, 100, 3000]) {
      const text = inside(
        `"${'x'.repeat(length)}${String.fromCharCode(byte)}${'y'.repeat(length)}"`,
      )
      expect(codeOf(text)).toBe(byte === 0 ? 'nul' : 'syntax')
    }
  },
)

test.each([
  ['a byte alone', [0xff]],
  ['an overlong slash', [0xc0, 0xaf]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
  ['a cut character', [0xe6, 0x97]],
])('refuses %s as UTF-8, in a value and in a key', (_name, bytes) => {
  for (const [before, after] of [
    ['{"jsonrpc":"2.0","id":1,"result":{"a":"', '"}}'],
    ['{"jsonrpc":"2.0","id":1,"result":{"', '":1}}'],
  ]) {
    for (const length of [0, 3000]) {
      const line = Buffer.concat([
        Buffer.from(before + 'x'.repeat(length)),
        Buffer.from(bytes),
        Buffer.from(after as string),
      ])
      expect(codeOf(line)).toBe('utf8')
    }
  }
})

const nested = (depth: number) => inside('['.repeat(depth - 2) + ']'.repeat(depth - 2))

test('counts depth from the message itself', () => {
  expect(codeOf(nested(64))).toBe('result')
  expect(codeOf(nested(65))).toBe('depth')
  expect(codeOf(nested(5_000_000))).toBe('depth')
  expect(codeOf(nested(1024), { depth: 1024 })).toBe('result')
})

test('counts values of every kind', () => {
  // The message, jsonrpc, id, result, and the array make five.
  expect(codeOf(inside('[1,2,{}]'), { values: 8 })).toBe('result')
  expect(codeOf(inside('[1,2,{}]'), { values: 7 })).toBe('values')
})

const keysOf = (keys: readonly string[]) => inside(`{${keys.map((key) => `"${key}":0`).join(',')}}`)
/** FNV-1a without case gives all of these the same hash. */
const colliding = Array.from({ length: 1 << 15 }, (_, index) =>
  Array.from({ length: 15 }, (_, bit) => ((index >> bit) & 1 ? 'A' : 'a')).join(''),
)

test.each([
  ['distinct', Array.from({ length: 100_000 }, (_, index) => `key${index}`)],
  ['colliding', colliding],
  ['escaped', Array.from({ length: 50_000 }, (_, index) => `\\u006bey${index}`)],
])('looks through very many %s keys in bounded time', (_name, keys) => {
  const started = performance.now()
  expect(codeOf(keysOf(keys))).toBe('result')
  expect(codeOf(keysOf([...keys, keys[777] as string]))).toBe('duplicate-key')
  // Comparing all pairs takes minutes.
  expect(performance.now() - started).toBeLessThan(5000)
})

test('finds a key twice in objects of every size', () => {
  for (let size = 1; size < 40; size += 1) {
    const keys = Array.from({ length: size }, (_, index) => `k${index}`)
    expect(codeOf(keysOf(keys))).toBe('result')
    for (const key of keys) expect(codeOf(keysOf([...keys, key]))).toBe('duplicate-key')
  }
})

test('says where the fault is, and whom it concerns', () => {
  expect(scanText('{"jsonrpc":"2.0","id":5,"method":"x",}')).toEqual({
    kind: 'fault',
    code: 'syntax',
    at: 37,
    partial: { isObject: true, id: 5, hasMethod: true, hasOutcome: false },
  })
})

test.each([
  ['{"id":1', undefined],
  ['{"id":1,', 1],
  ['\ufeff {"id":"a\\u0062"}', 'ab'],
  ['{"\\u0069d":3}', 3],
  ['{"result":{"id":4},"x":["id"],"id":3}', 3],
  ['{"x":"\\"id\\":4","id":3}', 3],
  ['{"id":3,"id":4}', 4],
  ['{"id":1.5}', undefined],
  ['{"id":{"id":1}}', undefined],
  [`{"id":"${'x'.repeat(256)}"}`, 'x'.repeat(256)],
  [`{"id":"${'x'.repeat(257)}"}`, undefined],
  [`{"id":"${'x'.repeat(9999)}"}`, undefined],
  [`{"${'id'.repeat(9999)}":2}`, undefined],
  ['[{"id":1}]', undefined],
  ['id: 1', undefined],
])('sees the id of the broken line %s', (line, id) => {
  const seen = scanText(line)
  expect(seen.kind === 'fault' && seen.partial.id).toBe(id)
})

test('a key that is mostly white space costs no more than its length', () => {
  const key = `a${'\u00a0'.repeat(1_000_000)}b`
  const at = performance.now()
  scanText(`{"jsonrpc":"2.0","id":1,"method":"a","params":{"${key}":1}}`)
  // Quadratic time took 2.5 s for 40,000 characters.
  expect(performance.now() - at).toBeLessThan(1000)
})

test('nine megabytes of strings of some hundred bytes take linear time', () => {
  const strings = `${`"${'x'.repeat(310)}",`.repeat(30_000)}""`
  const line = Buffer.from(`{"jsonrpc":"2.0","method":"n","params":{"x":[${strings}]}}`)
  const started = performance.now()
  expect(scan(line, { ...SCAN_LIMITS, isUtf8 }).kind).toBe('notification')
  // A search for the next backslash from each string on would read 40 GB.
  expect(performance.now() - started).toBeLessThan(1000)
})
