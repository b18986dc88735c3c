import { expect, test } from 'vitest'
import { createRedactor } from '../../../../src/inspect/redact/index.ts'
import { ENCODERS } from './encoders.ts'

const VALUES = [
  // In two parts, so that no search for secrets takes it for one.
  ['ghp', '16C7e42F292c6912E7710c838347Ae178B4a'].join('_'),
  'p4$sw/rd',
  'postgres://u:p"\\ss&<w>@host/db?x=1',
  '-----BEGIN KEY-----\nMIIEv+/=\t\u0001\n-----END KEY-----\n',
  'pässwört 日本 🔑 key',
]

test.each(Object.entries(ENCODERS))('finds a value in %s', (_name, encode) => {
  for (const value of VALUES) {
    const { redactLine } = bound(value)
    for (const text of encode(value)) {
      const shown = redactLine(`before ${text} after`)
      expect(shown, text).toMatch(/^before .*\[redacted: KEY\].* after$/s)
      expect(shown).not.toContain(text)
    }
  }
})

test.each(['', 'a', 'ab'])(
  'of base64 behind `%s` no more is left than the digits that its neighbours share',
  (before) => {
    const { redactLine } = bound(VALUES[0] as string)
    const text = Buffer.from(`${before}${VALUES[0]}!`).toString('base64')
    expect(redactLine(text).replace('[redacted: KEY]', '').length).toBeLessThan(8)
  },
)

test.each([
  ['other case', 'GHP_16c7E42f292C6912e7710C838347aE178b4A'],
  ['one byte less', 'hp_16C7e42F292c6912E7710c838347Ae178B4a'],
  ['a gap', 'ghp_16C7e42F292c 6912E7710c838347Ae178B4a'],
])('leaves what is not the value alone: %s', (_name, text) => {
  expect(createRedactor(one(VALUES[0] as string)).redactLine(Buffer.from(text))).toBeUndefined()
})

function one(value: string) {
  return [{ name: 'KEY', value: Buffer.from(value) }]
}

function bound(value: string) {
  const redactor = createRedactor(one(value))
  return {
    redactLine: (text: string) => {
      const redacted = redactor.redactLine(Buffer.from(text))
      return redacted === undefined ? 'nothing found' : Buffer.from(redacted).toString()
    },
  }
}
