import { expect, test } from 'vitest'
import { HIDDEN, kindOf, MARK } from '../../../../src/inspect/text/hidden.ts'
import { sanitize } from '../../../../src/inspect/text/sanitize.ts'

test('every mark that piles up is known as one, or is hidden anyway', () => {
  const missed: string[] = []
  for (let point = 0x80; point < 0x1f000; point += 1) {
    const kind = kindOf(point)
    if (kind === HIDDEN || kind === MARK || !PILES_UP.test(String.fromCodePoint(point))) continue
    missed.push(point.toString(16))
  }
  expect(missed).toEqual([])
})

test('no pile of one mark is longer than 30, whatever the mark is', () => {
  for (let point = 0x80; point < 0x110000; point += 1) {
    const mark = String.fromCodePoint(point)
    if (kindOf(point) === HIDDEN || !PILES_UP.test(mark)) continue
    const text = sanitize(`a${mark.repeat(31)}`, 'strict')?.text
    expect(text, point.toString(16)).toBe(`a${mark.repeat(30)}<+1 marks>`)
  }
})

const PILES_UP = /[\p{Mn}\p{Me}]/u
