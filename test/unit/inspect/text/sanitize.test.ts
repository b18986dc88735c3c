import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sanitize } from '../../../../src/inspect/text/sanitize.ts'

const FILE = join(import.meta.dirname, '../../../vectors/text/survives.txt')
const living = readFileSync(FILE, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)] as const)

const tags = (text: string) =>
  Array.from(text, (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('')

test.each(living)('%s stays as it is', (_name, text) => {
  expect(sanitize(text, 'strict')).toBeUndefined()
})

test('all of it together stays as it is', () => {
  expect(living.length).toBeGreaterThan(35)
  expect(sanitize(living.map(([, text]) => text).join('\n'), 'strict')).toBeUndefined()
})

test.each([
  [
    'a terminal command',
    '\x1b[31mred\x1b]0;x\x07',
    '<U+001B>[31mred<U+001B>]0;x<U+0007>',
    { 'terminal-escape': 2, control: 1 },
  ],
  [
    'an 8-bit terminal command',
    'a\x9b2J\x9dx\x90',
    'a<U+009B>2J<U+009D>x<U+0090>',
    { 'terminal-escape': 3 },
  ],
  [
    'C0, DEL and C1',
    '\0\b\v\f\x7f\x85',
    '<U+0000><U+0008><U+000B><U+000C><U+007F><U+0085>',
    { control: 6 },
  ],
  ['a return that overwrites a line', 'safe\revil', 'safe<U+000D>evil', { control: 1 }],
  [
    'an override (CVE-2021-42574)',
    'access != "user\u202e \u2066// admin\u2069 \u2066"',
    'access != "user<U+202E> <U+2066>// admin<U+2069> <U+2066>"',
    { 'bidi-control': 4 },
  ],
  ['an embedding among Hebrew', 'א\u202bב\u202c', 'א<U+202B>ב<U+202C>', { 'bidi-control': 2 }],
  [
    'an isolate that does not close in its line',
    'א \u2067ב\n\u2069',
    'א <U+2067>ב\n<U+2069>',
    { 'bidi-control': 2 },
  ],
  [
    'an isolate in another',
    'א \u2066a \u2067ב\u2069 c\u2069',
    'א <U+2066>a \u2067ב\u2069 c<U+2069>',
    { 'bidi-control': 2 },
  ],
  [
    'an isolate with nothing to isolate',
    'a \u2066b\u2069',
    'a <U+2066>b<U+2069>',
    { 'bidi-control': 2 },
  ],
  [
    'marks of direction among Latin',
    'a\u200eb\u200fc\u061cd',
    'a<U+200E>b<U+200F>c<U+061C>d',
    { 'bidi-control': 3 },
  ],
  ['two marks of direction in a row', 'א\u200f\u200fב', 'א\u200f<U+200F>ב', { 'bidi-control': 1 }],
  [
    'zero-width characters between Latin letters',
    'ad\u200bm\u200ci\u200dn\u2060\ufeff',
    'ad<U+200B>m<U+200C>i<U+200D>n<U+2060><U+FEFF>',
    { invisible: 5 },
  ],
  ['a second joiner', 'می\u200c\u200cخواهم', 'می\u200c<U+200C>خواهم', { invisible: 1 }],
  [
    'a mark of direction that parts a pile',
    'א\u05b0\u200f\u05b0',
    'א\u05b0<U+200F>\u05b0',
    { 'bidi-control': 1 },
  ],
  ['a joiner that parts a pile', 'क\u0901\u200d\u0901', 'क\u0901<U+200D>\u0901', { invisible: 1 }],
  [
    'a joiner at the start, none at the end',
    '\u200cیا ی\u200c',
    '<U+200C>یا ی\u200c',
    { invisible: 1 },
  ],
  ['a joiner between emoji and text', '👩\u200dx', '👩<U+200D>x', { invisible: 1 }],
  [
    'soft hyphens and fillers',
    'a\u00adb\u3164\u115f\uffa0\u034f',
    'a<U+00AD>b<U+3164><U+115F><U+FFA0><U+034F>',
    { invisible: 5 },
  ],
  [
    'invisible operators',
    'f\u2061(x)\u2062y\u2063z\u2064',
    'f<U+2061>(x)<U+2062>y<U+2063>z<U+2064>',
    { invisible: 4 },
  ],
  [
    'interlinear annotation',
    '\ufff9a\ufffab\ufffb',
    '<U+FFF9>a<U+FFFA>b<U+FFFB>',
    { invisible: 3 },
  ],
  ['musical and shorthand controls', '\u{1d173}\u{1bca0}', '<U+1D173><U+1BCA0>', { invisible: 2 }],
  ['a few tag characters', `a${tags('run')}b`, 'a<U+E0072><U+E0075><U+E006E>b', { tag: 3 }],
  [
    'words in tag characters',
    `a${tags('ignore all')}b`,
    'a<U+E0069><U+E0067><U+E006E><U+E006F><+6 hidden>b',
    { tag: 10 },
  ],
  [
    'a flag that is none',
    `🏴${tags('gbxyz')}\u{e007f}`,
    '🏴<U+E0067><U+E0062><U+E0078><U+E0079><U+E007A><U+E007F>',
    { tag: 6 },
  ],
  [
    'tags behind a flag',
    `🏴${tags('gbsct')}\u{e007f}${tags('a')}`,
    `🏴${tags('gbsct')}\u{e007f}<U+E0061>`,
    { tag: 1 },
  ],
  [
    'bytes in variation selectors',
    '😀\ufe0f\ufe01\u{e0100}\u{e01ef}',
    '😀\ufe0f<U+FE01><U+E0100><U+E01EF>',
    { 'variation-selector': 3 },
  ],
  [
    'a variation selector behind a letter',
    'a\ufe0fb1\ufe0f',
    'a<U+FE0F>b1<U+FE0F>',
    { 'variation-selector': 2 },
  ],
  [
    'a second ideographic variation',
    '葛\u{e0100}\u{e0101}',
    '葛\u{e0100}<U+E0101>',
    { 'variation-selector': 1 },
  ],
  [
    'noncharacters',
    '\ufffe\ufdd0\u{1ffff}\u{10fffe}',
    '<U+FFFE><U+FDD0><U+1FFFF><U+10FFFE>',
    { noncharacter: 4 },
  ],
  [
    'halves of pairs',
    'a\ud800b\udc00\ud83d',
    'a<U+D800>b<U+DC00><U+D83D>',
    { 'lone-surrogate': 3 },
  ],
  [
    'a pile of marks',
    `e${'\u0301'.repeat(50)}x`,
    `e${'\u0301'.repeat(30)}<+20 marks>x`,
    { 'combining-run': 20 },
  ],
  [
    'two piles',
    `e${'\u0e49'.repeat(31)}ก${'\u0e49'.repeat(32)}`,
    `e${'\u0e49'.repeat(30)}<+1 marks>ก${'\u0e49'.repeat(30)}<+2 marks>`,
    { 'combining-run': 3 },
  ],
] as const)('makes visible: %s', (_name, text, expected, found) => {
  const sanitized = sanitize(text, 'strict')
  expect(sanitized?.text).toBe(expected)
  expect(Object.fromEntries(sanitized?.found ?? [])).toEqual(found)
})

test.each(['a\r\nb\r\n', 'a\r\r\nb', 'the end\r'])('ends of lines stay: %j', (text) => {
  expect(sanitize(text, 'strict')).toBeUndefined()
})

test('`report` counts and changes nothing, `off` does not look', () => {
  const text = 'a\u202eb'
  expect(sanitize(text, 'report')).toEqual({ text, found: new Map([['bidi-control', 1]]) })
  expect(sanitize(text, 'off')).toBeUndefined()
})

test.each([
  ['isolates', '\u2067'],
  ['returns', '\r'],
  ['tags', '\u{e0041}'],
  ['marks', '\u0301'],
  ['joiners', '\u200d'],
  ['halves', '\ud800'],
  ['marks of direction', 'א\u200f'],
  ['isolates among Hebrew', 'א\u2067'],
])('a hundred thousand %s take no more than linear time', (_name, piece) => {
  const time = (count: number) => {
    const text = piece.repeat(count)
    const start = performance.now()
    sanitize(text, 'strict')
    return performance.now() - start
  }
  time(10_000)
  expect(time(100_000)).toBeLessThan(1000)
})

test.each([
  ['returns that overwrite a line', '\r'.repeat(150_000), 'x'],
  ['returns and one escape', '\r'.repeat(150_000), '\x1b'],
  ['isolates that close in another line', '\u2067'.repeat(150_000), '\n\u2069'],
  ['isolates in a text that has no end of them', `א${'\u2067'.repeat(150_000)}`, 'x'],
  ['selectors in a row', '\ufe00'.repeat(150_000), 'x'],
  ['marks of direction, each in its line', 'א\u200f\n'.repeat(100_000), 'x'],
  ['halves of pairs', '\udc00'.repeat(150_000), 'x'],
])('%s cost no more because something follows', (_name, text, rest) => {
  for (const mode of ['strict', 'report'] as const) {
    const start = performance.now()
    expect(sanitize(text + rest, mode) === undefined).toBe(text.includes('\n'))
    expect(performance.now() - start).toBeLessThan(1000)
  }
})

test('a selector of variants stays only behind a character that has such a variant', () => {
  const marks = '\u103a\ufe00'.repeat(40)
  expect(sanitize(`\u1000${marks}`, 'strict')?.text).not.toContain('\ufe00')
  for (const text of [
    '\u1000\ufe01',
    '\u1001\ufe00',
    'ꡖ\ufe02',
    'ꡀ\ufe00',
    '∩\ufe01',
    '、\ufe02',
  ]) {
    expect(sanitize(text, 'strict')?.text ?? text).not.toContain(text.at(-1))
  }
  for (const text of [
    '\u1000\ufe00',
    '\u1031\ufe00',
    '\uaa60\ufe00',
    'ꡖ\ufe00',
    '∩\ufe00',
    '漢\ufe02',
  ]) {
    expect(sanitize(text, 'strict')).toBeUndefined()
  }
  expect(sanitize('漢\u{e0120}', 'strict')?.text).toBe('漢<U+E0120>')
})

test.each([
  ['ideographs', '葛\u{e0101}', '<U+E0101>'],
  ['Myanmar letters', '\u1000\ufe00', '<U+FE00>'],
  ['hieroglyphs', '\u{13000}\u{13431}', '<U+13431>'],
])('%s cannot carry a message in their variants', (_name, piece, shown) => {
  const sanitized = sanitize(piece.repeat(100), 'strict')
  expect(sanitized?.text.split(shown)).toHaveLength(37)
  expect(sanitize(sanitized?.text ?? '', 'strict')).toBeUndefined()
})
