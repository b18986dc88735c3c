import { expect, test } from 'vitest'
import { createRedactor, type Redactor } from '../../../../src/inspect/redact/index.ts'

const TOKEN = 'ghp_16C7e42F292c6912E771'
const OTHER = 'hunter2hunter3'

const redactorOf = (entries: Readonly<Record<string, string>> = { TOKEN, OTHER }) =>
  createRedactor(
    Object.entries(entries).map(([name, value]) => ({ name, value: Buffer.from(value) })),
  )
const line = (redactor: Redactor, text: string) => redactor.redactText(text)
const message = (redactor: Redactor, text: string) => {
  const redacted = redactor.redactMessage(Buffer.from(text))
  return (
    redacted && (redacted.line === undefined ? 'refused' : Buffer.from(redacted.line).toString())
  )
}

test.each([
  [
    'several values',
    `${TOKEN},${OTHER} ${TOKEN}`,
    '[redacted: TOKEN],[redacted: OTHER] [redacted: TOKEN]',
  ],
  ['neighbours', `${TOKEN}${OTHER}`, '[redacted: TOKEN][redacted: OTHER]'],
  ['the whole', TOKEN, '[redacted: TOKEN]'],
])('replaces %s', (_name, text, shown) => {
  expect(line(redactorOf(), text)).toBe(shown)
})

test('a text without a value is not even copied', () => {
  const redactor = redactorOf()
  expect(redactor.redactLine(Buffer.from('ghp_16C7e42F292c6912E77'))).toBeUndefined()
  expect(redactor.redactLine(new Uint8Array(0))).toBeUndefined()
  expect(redactor.redactMessage(Buffer.from('{"a":"\\u0041\\/"}'))).toBeUndefined()
})

test('a value within another one, and values that overlap, are covered as one', () => {
  const nested = redactorOf({ URL: `https://${OTHER}@host`, OTHER })
  expect(line(nested, `<https://${OTHER}@host>`)).toBe('<[redacted: URL]>')
  expect(line(nested, `<https://${OTHER}@home>`)).toBe('<https://[redacted: OTHER]@home>')
  const crossed = redactorOf({ A: 'aaaabbbbcccc', B: 'ccccddddeeee' })
  expect(line(crossed, '<aaaabbbbccccddddeeee>')).toBe('<[redacted: A][redacted: B]>')
  expect(line(redactorOf({ A: 'aaaaaaaa' }), `<${'a'.repeat(21)}>`)).toBe('<[redacted: A]>')
})

test('values under eight bytes are not looked for', () => {
  const redactor = redactorOf({ SHORT: '1234567', EMPTY: '', LONG: '12345678' })
  expect(line(redactor, '1234567 12345678')).toBe('1234567 [redacted: LONG]')
  expect(line(redactorOf({ SHORT: '1234567' }), '1234567')).toBe('1234567')
  expect(line(createRedactor([]), TOKEN)).toBe(TOKEN)
})

test('values that begin alike are told apart, and what only begins like one is left', () => {
  const entries = Object.fromEntries(
    Array.from({ length: 20 }, (_, at) => [`E${at}`, `https://user:pass${at}@host/`]),
  )
  const redactor = redactorOf(entries)
  for (const [name, value] of Object.entries(entries)) {
    for (const text of [value, Buffer.from(value).toString('hex'), value.replaceAll('/', '\\/')]) {
      expect(line(redactor, `<${text}>`)).toBe(`<[redacted: ${name}]>`)
    }
  }
  const other = 'https://user:pass20@host/ https://user:'
  expect(line(redactor, other)).toBe(other)
  expect(
    line(redactorOf({ A: 'twelve-bytes', B: 'twelve-bytes-and-more' }), 'twelve-bytes-and'),
  ).toBe('[redacted: A]-and')
})

test('long values of many encodings are found', () => {
  const key = `-----BEGIN KEY-----\n${'"é/<\u0001'.repeat(400)}\n-----END KEY-----`
  const redactor = redactorOf({ TOKEN, KEY: key, OTHER })
  for (const text of [
    key,
    encodeURIComponent(key),
    JSON.stringify(JSON.stringify(key)).slice(3, -3),
  ]) {
    expect(line(redactor, `<${text}> ${OTHER}`)).toContain('[redacted: KEY]')
  }
  expect(line(redactor, key.slice(0, -1))).toBe(key.slice(0, -1))
})

test('counts the markers of each entry', () => {
  const redactor = redactorOf()
  expect(redactor.matchCount.size).toBe(0)
  line(redactor, `${TOKEN}${TOKEN}`)
  message(redactor, `{"a":"${TOKEN}"}`)
  expect(redactor.countIn(Buffer.from(`${TOKEN} ${OTHER}`))).toBe(2)
  expect([...redactor.matchCount]).toEqual([['TOKEN', 3]])
})

test('a marker never holds a value itself', () => {
  expect(line(redactorOf({ [TOKEN]: TOKEN }), TOKEN)).toBe('[redacted]')
  expect(line(redactorOf({ A: 'redacted', B: OTHER }), `redacted ${OTHER}`)).toBe('[***] [***]')
  expect(line(redactorOf({ 'a"b\\c\u001b': TOKEN }), TOKEN)).toBe('[redacted: a?b?c?x1b]')
})

test('what a marker makes with its neighbours is covered too', () => {
  const redactor = redactorOf({ A: OTHER, B: ']suffix00' })
  expect(line(redactor, `${OTHER}suffix00`)).toBe('[redacted: A[redacted: B]')
  const endless = redactorOf({ A: 'xxxxxxxx]', B: '[redacte' })
  expect(line(endless, 'xxxxxxxx] [redacte')).toBe('[***] [***]')
})

test.each([
  ['a value', `{"a":"x ${TOKEN} y","b":1.0e2}`, '{"a":"x [redacted: TOKEN] y","b":1.0e2}'],
  ['a key', `{ "${TOKEN}" : 1 }`, '{ "[redacted: TOKEN]" : 1 }'],
  ['beside escapes', `{"a":"\\n${TOKEN}\\"\\u0041"}`, '{"a":"\\n[redacted: TOKEN]\\"\\u0041"}'],
  [
    'JSON in a string',
    `{"a":"{\\"k\\":\\"${TOKEN}\\"}"}`,
    '{"a":"{\\"k\\":\\"[redacted: TOKEN]\\"}"}',
  ],
  [
    'an escape somebody chose',
    `{"a":"é \\u0067hp_16C7e42F292c6912E77\\u0031 \\/"}`,
    '{"a":"é [redacted: TOKEN] \\/"}',
  ],
  [
    'such an escape in JSON in a string',
    `{"a":"{\\"k\\":\\"\\\\u0067hp_16C7e42F292c6912E771\\"}"}`,
    '{"a":"{\\"k\\":\\"[redacted: TOKEN]\\"}"}',
  ],
])('in a message, %s is replaced in place', (_name, text, shown) => {
  expect(message(redactorOf(), text)).toBe(shown)
  expect(() => JSON.parse(shown)).not.toThrow()
})

test.each([
  ['a whole number', '{"a":[12345678,1]}', '{"a":["[redacted: N]",1]}'],
  ['a part of one', '{"a":-9123456781.5e3}', '{"a":"[redacted: N]"}'],
  ['two in one', '{"a":1234567812345678 }', '{"a":"[redacted: N]" }'],
  ['two far apart in one', '{"a":12345678.12345678}', '{"a":"[redacted: N]"}'],
  ['a number in a string', '{"a":"912345678.5"}', '{"a":"9[redacted: N].5"}'],
])('in a message, a number with a value in it becomes a string: %s', (_name, text, shown) => {
  expect(message(redactorOf({ N: '12345678' }), text)).toBe(shown)
})

test('an escape is taken as a whole where a value begins or ends in it', () => {
  expect(message(redactorOf({ A: 'newline1' }), '{"a":"x\\newline1"}')).toBe(
    '{"a":"x[redacted: A]"}',
  )
  expect(message(redactorOf({ A: 'abcdefg\\' }), '{"a":"abcdefg\\n"}')).toBe(
    '{"a":"[redacted: A]"}',
  )
  expect(message(redactorOf({ A: '0041abcd' }), '{"a":"\\u0041abcd"}')).toBe(
    '{"a":"[redacted: A]"}',
  )
})

test('a value that is JSON itself is replaced as a whole', () => {
  const account = '{"type":"service","key":"x"}'
  expect(message(redactorOf({ A: account }), `{"a":${account},"b":1}`)).toBe(
    '{"a":"[redacted: A]","b":1}',
  )
})

test('more hits than any honest text has are not replaced one by one', () => {
  const redactor = redactorOf()
  const many = `${TOKEN} `.repeat(10_001)
  expect(line(redactor, many)).toBe('[redacted: TOKEN]')
  expect(message(redactor, JSON.stringify({ a: many }))).toBe('refused')
})

test("wiped, it finds nothing, and the values given stay the caller's", () => {
  const value = Buffer.from(TOKEN)
  const redactor = createRedactor([{ name: 'TOKEN', value }])
  expect(value.toString()).toBe(TOKEN)
  value.fill(0)
  expect(line(redactor, TOKEN)).toBe('[redacted: TOKEN]')
  redactor.wipe()
  expect(line(redactor, `${TOKEN} \\u0067hp`)).toBe(`${TOKEN} \\u0067hp`)
})

test('a stream with any cut says what the whole says, and holds nothing back without need', () => {
  const text = `a ${TOKEN}${OTHER} b ${TOKEN.slice(0, 9)} c ${Buffer.from(TOKEN).toString('hex')}\n`
  const whole = line(redactorOf(), text)
  for (let cut = 0; cut <= text.length; cut += 1) {
    expect(streamed([text.slice(0, cut), text.slice(cut)]).join('')).toBe(whole)
  }
  expect(streamed(text.split('')).join('')).toBe(whole)
  expect(streamed(['no value\n', 'x'])).toEqual(['no value\n', 'x'])
  expect(streamed(['x gh', 'x', 'gh'])).toEqual(['x ', 'ghx', 'gh'])
})

test('a stream may use the memory of its pieces again', () => {
  const out: string[] = []
  const stream = redactorOf().stream((bytes) => out.push(Buffer.from(bytes).toString()))
  const memory = Buffer.alloc(4)
  for (let at = 0; at < TOKEN.length; at += 4) {
    memory.write(TOKEN.slice(at, at + 4))
    stream.push(memory)
    memory.fill('#')
  }
  stream.end()
  expect(out.join('')).toBe('[redacted: TOKEN]')
})

test('a value over several lines is found in a stream', () => {
  const key = '-----BEGIN-----\nabcdefgh\nijklmnop\n-----END-----'
  const pieces = [key.slice(0, 16), key.slice(16, 30), `${key.slice(30)}\nnext\n`]
  expect(streamed(pieces, { KEY: key })).toEqual(['[redacted: KEY]', '\nnext\n'])
})

test('a stream knows JSON in a JSON string, which it does not take apart', () => {
  const value = 'p"ss/wörd \\ <x>'
  const inner = JSON.stringify(JSON.stringify({ key: value }))
  expect(streamed([inner.slice(0, 20), inner.slice(20)], { KEY: value }).join('')).toBe(
    JSON.stringify(JSON.stringify({ key: '[redacted: KEY]' })),
  )
})

function streamed(pieces: readonly string[], entries?: Readonly<Record<string, string>>) {
  const out: string[] = []
  const stream = redactorOf(entries).stream((bytes) => out.push(Buffer.from(bytes).toString()))
  for (const piece of pieces) stream.push(Buffer.from(piece))
  stream.end()
  return out
}
