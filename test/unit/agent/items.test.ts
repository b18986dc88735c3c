import { expect, test } from 'vitest'
import { pack, packedLength, unpack } from '../../../src/agent/items.ts'

const TEXT = Buffer.from('{"a":1}')
const SECRETS = ['', 'secret', 'other'].map((secret) => Buffer.from(secret))

test('what was packed comes out again', () => {
  const whole = pack(TEXT, SECRETS)
  expect(whole.length).toBe(packedLength(TEXT, SECRETS))
  expect(unpack(whole, 3)).toEqual({ text: TEXT, secrets: SECRETS })
  expect(unpack(pack(TEXT, []), 3)).toEqual({ text: TEXT, secrets: [] })
})

test('packed, no secret stands there as it is', () => {
  const whole = pack(TEXT, SECRETS)
  expect(whole.includes('{"a":1}')).toBe(true)
  expect(whole.includes('secret')).toBe(false)
  expect(whole.includes('other')).toBe(false)
})

test('the pieces lie in the whole, so that clearing it clears them', () => {
  const whole = pack(TEXT, SECRETS)
  const secret = unpack(whole, 3)?.secrets[1]
  whole.fill(0)
  expect(secret).toEqual(Buffer.alloc(6))
})

test('none, too many, too short, too long: nothing of it is taken', () => {
  const whole = pack(TEXT, SECRETS)
  expect(unpack(whole, 2)).toBeUndefined()
  for (let length = 0; length < whole.length; length += 1) {
    expect(unpack(Buffer.from(whole.subarray(0, length)), 3), `${length} bytes`).toBeUndefined()
  }
  expect(unpack(Buffer.concat([whole, Buffer.alloc(1)]), 3)).toBeUndefined()
  for (const head of ['0000', 'ffff', '0001ffffffff'])
    expect(unpack(Buffer.from(head, 'hex'), 0xffff), head).toBeUndefined()
})
