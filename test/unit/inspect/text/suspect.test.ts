import { isAscii, isUtf8 } from 'node:buffer'
import { expect, test } from 'vitest'
import { isSuspect } from '../../../../src/inspect/text/suspect.ts'
import { SCAN_LIMITS, scan } from '../../../../src/wire/index.ts'

/** Each with and without what the scan and the platform know of the bytes. */
function looks(text: string): readonly boolean[] {
  const line = Buffer.from(`{"jsonrpc":"2.0","method":"m","params":{"_":${text}}}`)
  const seen = scan(line, { ...SCAN_LIMITS, isUtf8 })
  if (seen.kind === 'fault') throw new Error(seen.code)
  return [seen.isPlain, false].flatMap((isPlain) =>
    [isAscii, () => false].map((look) => isSuspect(line, isPlain, look)),
  )
}

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
  expect(looks(line)).toEqual([true, true, true, true])
})

test.each([
  '"plain"',
  '"with é 葛 😀"',
  String.raw`"C:\\users\\build\\fonts\\readme"`,
  String.raw`"a\r\nb\r\r\n"`,
  String.raw`"the end\r"`,
  String.raw`"\"quoted\" \/ \n\t caf\u00e9 \u4e2d"`,
  String.raw`"\ud83d\ude00\ud83d\ude80"`,
  `"e${'\u0301'.repeat(30)}x${'\u0301'.repeat(30)}"`,
])('%s is not', (line) => {
  expect(looks(line)).toEqual([false, false, false, false])
})
