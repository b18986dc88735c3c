import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { formatRecoveryText, parseRecoveryText } from '../../../src/factor/recovery-text.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Keys of every make: all bits clear, all set, and some that look random. */
const KEYS = [
  Buffer.alloc(32),
  Buffer.alloc(32, 0xff),
  ...['a', 'b', 'c', 'd'].map((seed) => createHash('sha256').update(seed).digest()),
]

test('a key is 14 groups of 4, and the checksum is CRC-24 of OpenPGP', () => {
  const counted = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
  expect(formatRecoveryText(counted)).toBe(
    '000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFT-5WF7',
  )
  for (const key of KEYS) {
    const text = formatRecoveryText(key)
    expect(text).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(text).toBe(oracle(key))
  }
})

test('what is printed is read again', () => {
  for (let run = 0; run < 500; run++) {
    const key = randomBytes(32)
    expect(parseRecoveryText(formatRecoveryText(key))).toEqual(key)
  }
})

test('every single wrong character is found', () => {
  let tried = 0
  for (const key of KEYS) {
    const text = plain(key)
    for (let at = 0; at < text.length; at++)
      for (const wrong of ALPHABET) {
        if (wrong === text[at]) continue
        tried++
        if (parseRecoveryText(text.slice(0, at) + wrong + text.slice(at + 1)) !== undefined)
          expect.fail(`${text} with ${wrong} at ${at} was taken`)
      }
  }
  expect(tried).toBe(KEYS.length * 56 * 31)
})

test('every swap of neighbours, and of characters up to three apart, is found', () => {
  let tried = 0
  for (const key of [...KEYS, ...Array.from({ length: 300 }, () => randomBytes(32))]) {
    const text = plain(key)
    for (const apart of [1, 2, 3])
      for (let at = 0; at + apart < text.length; at++) {
        const [one = '', two = ''] = [text[at], text[at + apart]]
        if (one === two) continue
        tried++
        const swapped =
          text.slice(0, at) +
          two +
          text.slice(at + 1, at + apart) +
          one +
          text.slice(at + apart + 1)
        if (parseRecoveryText(swapped) !== undefined) expect.fail(`${swapped} was taken`)
      }
  }
  expect(tried).toBeGreaterThan(40_000)
})

test('every pair of wrong neighbours is found', () => {
  const text = plain(KEYS[2] as Buffer)
  for (let at = 0; at + 1 < text.length; at++)
    for (const one of ALPHABET)
      for (const two of ALPHABET) {
        const wrong = text.slice(0, at) + one + two + text.slice(at + 2)
        if (wrong !== text && parseRecoveryText(wrong) !== undefined)
          expect.fail(`${wrong} was taken`)
      }
})

test('every character left out or put in is found', () => {
  const text = plain(KEYS[3] as Buffer)
  for (let at = 0; at < text.length; at++) {
    expect(parseRecoveryText(text.slice(0, at) + text.slice(at + 1))).toBeUndefined()
    expect(parseRecoveryText(`${text.slice(0, at)}7${text.slice(at)}`)).toBeUndefined()
  }
})

test('case, spaces, hyphens and letters that look alike do not count', () => {
  const key = KEYS[4] as Buffer
  const text = formatRecoveryText(key)
  for (const typed of [
    text.toLowerCase(),
    text.replaceAll('-', ' '),
    text.replaceAll('-', ''),
    ` ${text.slice(0, 35)}\n  ${text.slice(35)}\r\n`,
    text.replaceAll('0', 'O').replaceAll('1', 'I'),
    text.replaceAll('0', 'o').replaceAll('1', 'l'),
  ])
    expect(parseRecoveryText(typed)).toEqual(key)
  const zero = formatRecoveryText(Buffer.alloc(32))
  expect(parseRecoveryText(zero.replaceAll('0', 'O'))).toEqual(Buffer.alloc(32))
})

test.each(['', '-', 'U'.repeat(56), '0'.repeat(56), 'Z'.repeat(10_000), '0'.repeat(55), 'é'])(
  'no key: %j',
  (text) => {
    expect(parseRecoveryText(text)).toBeUndefined()
  },
)

const plain = (key: Buffer) => formatRecoveryText(key).replaceAll('-', '')

/** The same by big integers, and the checksum by the remainder of one long division. */
function oracle(key: Buffer): string {
  const polynomial = 0x1864cfbn
  // A start value that is shifted in is the same as one that is laid over the first bits.
  let rest = (BigInt(`0x${key.toString('hex')}`) << 24n) ^ (0xb704cen << 256n)
  for (let bit = 279n; bit >= 24n; bit--)
    if (((rest >> bit) & 1n) === 1n) rest ^= polynomial << (bit - 24n)
  let all = (BigInt(`0x${key.toString('hex')}`) << 24n) | rest
  let text = ''
  for (let at = 0; at < 56; at++) {
    text = (ALPHABET[Number(all & 31n)] as string) + text
    all >>= 5n
  }
  return text.replace(/.{4}(?=.)/g, '$&-')
}
