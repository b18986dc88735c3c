import { expect, test } from 'vitest'
import { keptMessage } from '../../../src/audit/kept-message.ts'

test.each([
  ['text', Buffer.from('{"a":"é"}'), { bytes: 10, text: '{"a":"é"}' }],
  ['nothing', Buffer.alloc(0), { bytes: 0, text: '' }],
  ['a byte order mark', Buffer.from('\ufeff{}'), { bytes: 5, text: '\ufeff{}' }],
  ['bytes', Buffer.from([0xff, 0xfe, 0x01]), { bytes: 3, base64: '//4B' }],
  ['a cut character', Buffer.from([0x61, 0xc3]), { bytes: 2, base64: 'YcM=' }],
])('%s is kept as it is', (_title, line, kept) => {
  expect(keptMessage(line)).toEqual(kept)
})

test('of a long message the first 4 KB are kept, without half a character', () => {
  const line = Buffer.from(`${'a'.repeat(4095)}é${'b'.repeat(100_000)}`)
  expect(keptMessage(line)).toEqual({ bytes: line.length, text: 'a'.repeat(4095) })
  const bad = Buffer.alloc(100_000, 0xff)
  expect(keptMessage(bad)).toEqual({
    bytes: 100_000,
    base64: Buffer.alloc(4096, 0xff).toString('base64'),
  })
})

test('a part of a larger memory is kept alone', () => {
  expect(keptMessage(Buffer.from('secret{}secret').subarray(6, 8))).toEqual({
    bytes: 2,
    text: '{}',
  })
})
