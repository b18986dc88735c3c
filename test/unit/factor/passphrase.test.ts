import * as languageCore from '@zxcvbn-ts/core'
import { expect, test } from 'vitest'
import { judgePassphrase } from '../../../src/factor/index.ts'
import { REASONS, SUGGESTIONS } from '../../../src/factor/passphrase-advice.ts'

test.each([
  'correct horse battery staple',
  'gravel-otter-92-lamp',
  'x9#Lm2!vQzT',
  'fünf Öfen rußen mäßig',
  '錆びた鍵と古い地図と',
  'kT7$'.repeat(1) + 'wq0Zr!b'.repeat(40),
])('good enough: %s', async (text) => {
  expect(await judgePassphrase(text)).toEqual({ ok: true, reason: '', suggestions: [] })
})

test.each([
  ['', 'it has fewer than 8 characters'],
  ['x9#Lm2!', 'it has fewer than 8 characters'],
  ['😀😀😀😀', 'it has fewer than 8 characters'],
  ['blue-lamp', 'it can be guessed in too few attempts'],
  ['qwer5678x', 'it is a short pattern on the keyboard'],
  ['password', 'it is one of the ten commonest passwords'],
  ['P@ssw0rd123!', 'it is close to a common password'],
  ['aaaaaaaaaaaaaa', 'it repeats one character'],
  ['monkeymonkey', 'it repeats a few characters'],
  ['abcdefghijkl', 'it is a sequence such as `abc` or `6543`'],
  ['a'.repeat(5000), 'it repeats one character'],
])('refused: %s', async (text, reason) => {
  const { ok, reason: said, suggestions } = await judgePassphrase(text)
  expect({ ok, reason: said }).toEqual({ ok: false, reason })
  expect(suggestions.length).toBeGreaterThan(0)
  for (const suggestion of suggestions) expect(suggestion).toMatch(/ /)
})

test('what belongs to the user or to this program does not count', async () => {
  expect((await judgePassphrase('mcp-airlock')).ok).toBe(false)
  expect((await judgePassphrase('airlockvault')).ok).toBe(false)
  expect((await judgePassphrase('zwetschgenholz')).ok).toBe(true)
  expect(await judgePassphrase('zwetschgenholz', ['Zwetschgenholz'])).toMatchObject({
    ok: false,
    reason: 'it uses a name that belongs to this machine or program',
  })
})

test('letters are judged as they will be hashed: composed', async () => {
  // Eight code points, of which the composed form keeps four.
  expect(await judgePassphrase('a\u0308o\u0308u\u0308e\u0308')).toMatchObject({
    reason: 'it has fewer than 8 characters',
  })
})

test('the length that is judged is bounded, so that judging takes no longer than typing', async () => {
  await judgePassphrase('warm up the dictionaries')
  for (const text of ['p4$$w0rd', 'l1!|', 'qwertz', 'x9#Lm2!vQ']) {
    const start = performance.now()
    await judgePassphrase(text.repeat(2_000_000 / text.length))
    expect(performance.now() - start).toBeLessThan(8000)
  }
})

test('every reason and suggestion of the library has plain words', () => {
  const { warnings, suggestions } = new languageCore.Options().translations
  expect(Object.keys(REASONS).toSorted()).toEqual(Object.keys(warnings).toSorted())
  expect(Object.keys(SUGGESTIONS).toSorted()).toEqual(Object.keys(suggestions).toSorted())
})
