import { expect, test } from 'vitest'
import { readPageAnswer } from '../../../src/prompt/page-answer.ts'

const OUTPUT = Buffer.alloc(32, 7)

function secret(credential: string, output: Buffer, value: string): Buffer {
  const name = Buffer.from(credential)
  return Buffer.concat([
    Buffer.from([1, name.length >> 8, name.length & 255]),
    name,
    Buffer.from([output.length]),
    output,
    Buffer.from(value),
  ])
}

test.each([
  [2, 'yes'],
  [3, 'no'],
  [4, 'cancelled'],
  [5, 'no-prf'],
])('%i is %s, and only alone', (byte, kind) => {
  expect(readPageAnswer(Buffer.from([byte]))).toEqual({ kind })
  expect(readPageAnswer(Buffer.from([byte, 0]))).toBeUndefined()
})

test('a passphrase', () => {
  expect(readPageAnswer(secret('', Buffer.alloc(0), 'grün'))).toEqual({
    kind: 'secret',
    value: Buffer.from('grün'),
  })
})

test('a passphrase with a key, in memory of its own', () => {
  const body = secret('a-_9', OUTPUT, 'x')
  const answer = readPageAnswer(body)
  body.fill(0)
  expect(answer).toEqual({
    kind: 'secret',
    value: Buffer.from('x'),
    prf: { credential: 'a-_9', output: OUTPUT },
  })
})

test.each<[string, Buffer]>([
  ['nothing', Buffer.alloc(0)],
  ['an unknown kind', Buffer.from([6])],
  ['zero', Buffer.from([0])],
  ['a key without an output', secret('abc', Buffer.alloc(0), 'x')],
  ['an output without a key', secret('', OUTPUT, 'x')],
  ['a short output', secret('abc', OUTPUT.subarray(1), 'x')],
  ['a name that is no base64url', secret('a+b=', OUTPUT, 'x')],
  ['a name that is too long', secret('a'.repeat(1365), OUTPUT, '')],
])('refused: %s', (_name, body) => {
  expect(readPageAnswer(body)).toBeUndefined()
})

test('no beginning of an answer is an answer, up to where the passphrase begins', () => {
  const body = secret('abc', OUTPUT, 'xy')
  for (let length = 0; length < body.length - 2; length += 1)
    expect(readPageAnswer(body.subarray(0, length))).toBeUndefined()
})
