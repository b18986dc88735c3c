import { isAscii } from 'node:buffer'
import { expect, test } from 'vitest'
import { isSuspect } from '../../../../src/inspect/text/suspect.ts'

const looks = [isAscii, () => false]

test.each([
  String.raw`"\u001b[31m"`,
  String.raw`"a\bb"`,
  String.raw`"a\fb"`,
  String.raw`"a\rb"`,
  String.raw`"a\r\\n"`,
  String.raw`"\\\u202E"`,
  String.raw`"\ud800"`,
  String.raw`"\udc00\ud800"`,
  String.raw`"\ud800\u0041"`,
  String.raw`"\udb40\udc41"`,
  `"e${String.raw`\u0301`.repeat(31)}"`,
  '"a\x7f"',
  '"a\u202e"',
  '"\u{e0041}"',
  `"e${'\u0301'.repeat(31)}"`,
  `"e${String.raw`\u0301`.concat('\u0301').repeat(16)}"`,
])('%s is looked into', (line) => {
  for (const look of looks) expect(isSuspect(Buffer.from(line), look)).toBe(true)
})

test.each([
  '"plain, with a tab\t and é 葛 😀"',
  String.raw`"C:\\users\\build\\fonts\\readme"`,
  String.raw`"a\r\nb\r\r\n"`,
  String.raw`"the end\r"`,
  String.raw`"\"quoted\" \/ \n\t caf\u00e9 \u4e2d"`,
  String.raw`"\ud83d\ude00\ud83d\ude80"`,
  `"e${'\u0301'.repeat(30)}x${'\u0301'.repeat(30)}"`,
])('%s is not', (line) => {
  for (const look of looks) expect(isSuspect(Buffer.from(line), look)).toBe(false)
})
