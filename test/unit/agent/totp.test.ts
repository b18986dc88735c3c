import { expect, test } from 'vitest'
import { totpStep } from '../../../src/agent/totp.ts'
import { TOTP_SECRET } from './fakes.ts'

const secret = Buffer.from(TOTP_SECRET)

/** RFC 6238, appendix B, mode SHA1: the last six of its eight digits. */
test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('the published digits at %i are right, a step early and late, and not two', (at, digits) => {
  const step = Math.floor(at / 30)
  const stepAt = (seconds: number) => totpStep(secret, Buffer.from(digits), seconds * 1000)
  expect(stepAt(at)).toBe(step)
  expect(stepAt(at + 30)).toBe(step)
  expect(stepAt(at - 30)).toBe(step)
  expect(stepAt(at + 60)).toBeUndefined()
  expect(stepAt(at - 60)).toBeUndefined()
})

test.each(['', '28708', '2870820', '287083', 'abcdef'])('%j is not right', (digits) => {
  expect(totpStep(secret, Buffer.from(digits), 59_000)).toBeUndefined()
})

test.each([
  ['as people type it', 'gezd gnbv gy3t qojq gezd gnbv gy3t qojq\n', 1],
  ['with padding', `${TOTP_SECRET}====`, 1],
  ['with a character that base32 has not', `1${TOTP_SECRET}`, undefined],
  ['too short', 'GEZDGNBV', undefined],
])('a secret %s', (_name, text, step) => {
  expect(totpStep(Buffer.from(text), Buffer.from('287082'), 59_000)).toBe(step)
})
