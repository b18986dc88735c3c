import { expect, test } from 'vitest'
import { loadSuite } from '../../../src/vault/index.ts'

const ciphers = ['xchacha20-poly1305', 'aes-256-gcm'] as const
const key = Buffer.alloc(32, 1)
const place = Buffer.from('place')
const plain = Buffer.from('plain')

const length = (text: string): number => Buffer.from(text, 'base64url').length

/** Of a box, with one byte of a member turned over. */
function flipped(text: string, at: number): string {
  const bytes = Buffer.from(text, 'base64url')
  bytes[at] = (bytes[at] as number) ^ 1
  return bytes.toString('base64url')
}

test.each(ciphers)('%s opens what it sealed, with the same key and place alone', async (cipher) => {
  const suite = await loadSuite()
  const box = suite.seal(cipher, key, plain, place)
  expect(suite.unseal(cipher, key, box, place)).toEqual(plain)
  expect(suite.unseal(cipher, Buffer.alloc(32, 2), box, place)).toBeUndefined()
  expect(suite.unseal(cipher, key, box, Buffer.from('elsewhere'))).toBeUndefined()
  const [other] = ciphers.filter((each) => each !== cipher)
  expect(suite.unseal(other as typeof cipher, key, box, place)).toBeUndefined()
  expect(suite.seal(cipher, key, plain, place)).not.toEqual(box)
})

test.each(ciphers)('%s opens nothing of which one byte is another', async (cipher) => {
  const suite = await loadSuite()
  const { nonce, data } = suite.seal(cipher, key, plain, place)
  expect(length(data)).toBe(plain.length + 16)
  for (let at = 0; at < length(data); at += 1)
    expect(suite.unseal(cipher, key, { nonce, data: flipped(data, at) }, place)).toBeUndefined()
  for (let at = 0; at < length(nonce); at += 1)
    expect(suite.unseal(cipher, key, { nonce: flipped(nonce, at), data }, place)).toBeUndefined()
  const short = Buffer.from(data, 'base64url').subarray(1).toString('base64url')
  expect(suite.unseal(cipher, key, { nonce, data: short }, place)).toBeUndefined()
})

test('what is sealed and opened is left as it was', async () => {
  const suite = await loadSuite()
  for (const cipher of ciphers)
    suite.unseal(cipher, key, suite.seal(cipher, key, plain, place), place)
  expect([key[0], plain.toString(), place.toString()]).toEqual([1, 'plain', 'place'])
})
