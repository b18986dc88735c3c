import { expect, test } from 'vitest'
import { candidatesIn } from '../../../src/adopt/candidates.ts'
import { findSecrets } from '../../../src/adopt/index.ts'
import { PATTERNS } from '../../../src/adopt/patterns/all.ts'

/** Texts on which a pattern that went back and forth would take a minute. */
const SIZE = 1 << 17
const fill = (piece: string) => piece.repeat(Math.ceil(SIZE / piece.length)).slice(0, SIZE)
const keywords = PATTERNS.flatMap(({ keywords }) => keywords)
const hostile = [
  ...keywords.flatMap((word) => [
    word,
    `${word}a`,
    ` ${word}`,
    `${word}=`,
    `${word}.`,
    `/${word}a1`,
    `server=a;${word}`,
  ]),
  ...[
    'a',
    '=',
    ':',
    '-',
    '.',
    '"',
    '\\',
    '\\"',
    "'",
    '`',
    ' ',
    '\n',
    '\t',
    '%20',
    '0',
    'A',
    '://',
    '://a:',
    '://a:b',
    '$',
    '<',
    '<a',
  ],
  'eyJaaaaaaaaaaa.',
  'eyJaaaaaaaaaaa.eyJaaaaaaaaaaa.',
  '-----BEGIN PRIVATE KEY-----\n',
  '-----BEGIN A B C PRIVATE KEY-----\nA: b\n',
  'KEY=" ',
  'A_TOKEN=',
  'Authorization: Bearer ',
]
const runs = keywords.flatMap((word) => [
  `${word}${'a'.repeat(SIZE)}`,
  `${word}${'Aa0-_'.repeat(SIZE / 5)}`,
  `${word}="${'0f'.repeat(SIZE / 2)}`,
])

test('no text of 128 KB takes more than 300 ms, whatever it repeats', {
  timeout: 600_000,
}, () => {
  let worst = { took: 0, piece: '' }
  for (const [index, text] of [...hostile.map(fill), ...runs].entries()) {
    const begin = performance.now()
    findSecrets(text, { hasSettings: true })
    const took = performance.now() - begin
    if (took > worst.took)
      worst = { took, piece: hostile[index] ?? `run ${index - hostile.length}` }
  }
  expect(worst.took, worst.piece).toBeLessThan(300)
})

test('cutting a text into candidates yields a bounded amount of text', {
  timeout: 120_000,
}, () => {
  for (const piece of [
    'a',
    'ab=',
    'a:b=',
    '"',
    '"\\',
    '\'a"',
    'abcdefgh ',
    '-----BEGIN ',
    '-----END ',
    '=\n',
    '12345678\n',
  ]) {
    const begin = performance.now()
    let total = 0
    for (const { value } of candidatesIn(fill(piece))) total += value.length
    expect({ piece, isBounded: total < 32 * SIZE }).toEqual({ piece, isBounded: true })
    expect(performance.now() - begin).toBeLessThan(2000)
  }
})

test('every quantifier of a pattern has a bound', () => {
  for (const { id, expression } of PATTERNS) {
    const text = expression.source.replace(/\\./g, '_').replace(/\[(?:\\.|[^\]])*\]/g, '_')
    expect({ id, unbounded: /[*+]|\{\d+,\}/.exec(text)?.[0] }).toEqual({ id, unbounded: undefined })
  }
})
