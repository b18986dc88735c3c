import { expect, test } from 'vitest'
import { argumentFault } from '../../../../src/inspect/arguments/fault.ts'
import type { ArgumentRule } from '../../../../src/inspect/arguments/rule.ts'
import { means } from './ports.ts'

const fault = (rule: ArgumentRule, value: unknown) => argumentFault(rule, value, means())

const FLAG = 'must not begin with a dash'

test.each(['main', '', 'a-b', 'HEAD~1', '@scope/name', '+x', 5, true, null, [], {}, ['a', 'b']])(
  'no-flag accepts %j',
  (value) => {
    expect(fault({ kind: 'no-flag' }, value)).toBeUndefined()
  },
)

test.each([
  '-',
  '-x',
  '--',
  '--output=/etc/passwd',
  ' -x',
  '\t\n--x',
  '\u00a0-x',
  '\u200b-x',
  '\0-x',
  '–x',
  '—x',
  '\u2212x',
  '－x',
  '﹣x',
  '‐x',
  -1,
  ['a', '-b'],
  ['a', ['-b']],
  { a: '-b' },
  { '-b': 'a' },
])('no-flag refuses %j', (value) => {
  expect(fault({ kind: 'no-flag' }, value)).toBe(FLAG)
})

test.each([
  '',
  'word',
  'two words',
  'a/b.c:d,e=f',
  'C#',
  'a~b',
  '100%',
  'Hello!',
  'größe',
  '（注）',
  '^x',
  1,
])('no-shell accepts %j', (value) => {
  expect(fault({ kind: 'no-shell' }, value)).toBeUndefined()
})

test.each('|&;<>()$`\\"\'*?[]{}'.split(''))('no-shell refuses %s', (sign) => {
  const expected = `must hold no \`${sign}\`, which a shell would act on`
  expect(fault({ kind: 'no-shell' }, sign)).toBe(expected)
  expect(fault({ kind: 'no-shell' }, `a ${sign}b`)).toBe(expected)
  expect(fault({ kind: 'no-shell' }, { [`x${sign}`]: 1 })).toBe(expected)
})

test.each(['\n', '\r', '\t', '\0', '\x1b', '\x7f', '\x85'])('no-shell refuses %j', (sign) => {
  const expected = 'must hold no line breaks, tabs or other control characters'
  expect(fault({ kind: 'no-shell' }, `a${sign}b`)).toBe(expected)
})

test.each(['#x', 'a #x', '~', 'a ~/x'])('no-shell refuses %j', (text) => {
  expect(fault({ kind: 'no-shell' }, text)).toMatch(/^must hold no word that begins with `[#~]`/)
})

test('enum accepts what is listed, to the letter and by type', () => {
  const rule: ArgumentRule = { kind: 'enum', values: ['a', 'b', 1, true] }
  for (const value of ['a', 1, true, ['a', 'b', 1]]) expect(fault(rule, value)).toBeUndefined()
  for (const value of ['A', 'a ', '1', 'true', false, null, {}, ['a', 'c']]) {
    expect(fault(rule, value)).toBe('must be `"a"` or `"b"` or `1` or `true`')
  }
  const long: ArgumentRule = { kind: 'enum', values: Array.from({ length: 12 }, (_, n) => n) }
  expect(fault(long, 'x')).toMatch(/ or `9` or 2 more$/)
})

test('maxLength counts every text by itself', () => {
  const rule: ArgumentRule = { kind: 'maxLength', most: 3 }
  for (const value of ['', 'abc', 123, ['abc', 'abc'], { abc: 'abc' }]) {
    expect(fault(rule, value)).toBeUndefined()
  }
  for (const value of ['abcd', 1234, ['abcd'], { abcd: 1 }]) {
    expect(fault(rule, value)).toBe('must be at most 3 characters long')
  }
})

test('deny-pattern refuses what holds the pattern anywhere', () => {
  const rule: ArgumentRule = { kind: 'deny-pattern', pattern: '(?:rm|dd)\\b' }
  for (const value of ['', 'form x', 'army'])
    expect(fault(rule, value)).toBe(
      value === 'form x' ? 'must hold nothing that matches `(?:rm|dd)\\b`' : undefined,
    )
  expect(fault(rule, ['a', { b: 'rm -r' }])).toBe('must hold nothing that matches `(?:rm|dd)\\b`')
})

test.each<ArgumentRule>([
  { kind: 'path', within: ['/'] },
  { kind: 'sql', allow: ['select'] },
  { kind: 'url', schemes: ['https'], hosts: ['*'] },
])('what must be something must be a string: $kind', (rule) => {
  for (const value of [null, 1, false, {}, { a: 'x' }]) {
    expect(fault(rule, value)).toBe('must be a string')
  }
})
