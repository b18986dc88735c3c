import { expect, test } from 'vitest'
import { argumentFaults } from '../../../../src/inspect/arguments/faults.ts'
import type { ArgumentRule, AttachedRule } from '../../../../src/inspect/arguments/rule.ts'
import { ports } from './ports.ts'

const FLAG: ArgumentRule = { kind: 'no-flag' }
const SHORT: ArgumentRule = { kind: 'maxLength', most: 2 }

/** Rules by globs for tools, then by globs for arguments, as a profile writes them. */
type Written = Readonly<Record<string, Readonly<Record<string, readonly ArgumentRule[]>>>>

const attached = (rules: Written): readonly AttachedRule[] =>
  Object.entries(rules).flatMap(([tool, byArgument]) =>
    Object.entries(byArgument).flatMap(([argument, each]) =>
      each.map((rule) => ({ key: 'tools.arguments', tool, argument, rule })),
    ),
  )

/** The arguments at fault under one rule, with no other. */
const broken = (rules: Written, args: unknown, tool = 'git_diff') =>
  argumentFaults(attached(rules), tool, args, ports()).map(
    ({ argument, rule }) => `${argument} ${rule}`,
  )
const flags = (glob: string, args: unknown) => broken({ '*': { [glob]: [FLAG] } }, args)

test('a fault names the argument, the rule, and what would be accepted', () => {
  const rules: Written = { 'git_*': { target: [FLAG] } }
  expect(argumentFaults(attached(rules), 'git_diff', { target: '--output=x' }, ports())).toEqual([
    {
      argument: 'target',
      key: 'tools.arguments',
      rule: 'no-flag',
      accepted: 'must not begin with a dash',
    },
  ])
})

test.each([
  ['git_diff', ['a no-flag']],
  ['git_', ['a no-flag']],
  ['Git_diff', []],
  ['git', []],
  ['', []],
])('a rule for git_* and the tool %j', (tool, expected) => {
  expect(broken({ 'git_*': { a: [FLAG] } }, { a: '-x' }, tool)).toEqual(expected)
})

test('all rules that cover an argument hold, whichever globs they stand under', () => {
  const rules: Written = {
    '*': { a: [FLAG], '*': [SHORT] },
    git_diff: { a: [{ kind: 'enum', values: ['ok'] }] },
  }
  expect(broken(rules, { a: '--x' })).toEqual(['a no-flag', 'a maxLength', 'a enum'])
  expect(broken(rules, { a: 'ok' })).toEqual([])
  expect(broken(rules, { b: 'long' })).toEqual(['b maxLength'])
})

test.each([
  ['a', { b: '-x' }, []],
  ['a', {}, []],
  ['a', undefined, []],
  ['a', { a: '-x' }, ['a']],
  ['a', { a: ['x', '-x'] }, ['a']],
  ['a', { a: { b: ['-x'] } }, ['a']],
  ['a', { A: '-x' }, ['a']],
  ['A', { a: '-x' }, ['a']],
  ['skip', { '\u017fkip': '-x' }, ['skip']],
  ['kind', { '\u212aind': '-x' }, ['kind']],
  ['a', { 'a\0b': '-x' }, ['a']],
  ['a', { '\0a': '-x' }, ['a']],
  ['a', { ' a ': '-x' }, ['a']],
  ['file', { 'f\u0131le': '-x' }, ['file']],
  ['a', { 'a\u200b': '-x' }, ['a']],
  ['a.b', { a: { b: '-x', c: '-x' } }, ['a.b']],
  ['*.b', { a: { b: '-x' }, b: '-x' }, ['a.b']],
  ['*', { a: { b: '-x' }, c: '-x' }, ['a', 'c']],
  [
    'items.*.path',
    { items: [{ path: '-x' }, { path: 'x' }, { path: '-y' }] },
    ['items.0.path', 'items.2.path'],
  ],
  ['items.path', { items: [{ path: '-x' }] }, ['items.0.path']],
  ['items.path', { items: [[{ path: '-x' }]] }, ['items.0.0.path']],
  ['items.1', { items: ['-x', '-y'] }, ['items.1']],
  ['items', { items: [[['-x']]] }, ['items']],
  ['a', { a: '["-x"]' }, ['a']],
  ['a', { a: ' \t{"b": {"c": "-x"}}' }, ['a']],
  ['a.b', { a: '{"b": "-x"}' }, ['a.b']],
  ['a.b', { a: '[{"b": "-x"}]' }, ['a.0.b']],
  ['a', { a: '[note] {x}' }, []],
  ['a', { a: '[Infinity' }, []],
  ['a.b', { a: { c: '{"b": "-x"}' } }, []],
  ['__proto__', JSON.parse('{"__proto__": "-x"}'), ['__proto__']],
])('the glob %j on %j', (glob, args, expected) => {
  expect(flags(glob, args)).toEqual(expected.map((name) => `${name} no-flag`))
})

test('no more than ten faults are named', () => {
  expect(flags('*.x', { a: Array.from({ length: 50 }, () => ({ x: '-x' })) })).toHaveLength(10)
})

test('what is too much to look at is refused, when there is a rule at all', () => {
  const many = { a: Array.from({ length: 20_000 }, () => 'x') }
  expect(flags('b', many)).toEqual(['* bounds'])
  expect(broken({ other: { b: [FLAG] } }, many)).toEqual([])
  expect(flags('b', { ['x'.repeat(2000)]: 1 })[0]).toMatch(/^x+… \(1800 more\) bounds$/)
})

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

test('JSON in a text that servers read differently, or deeper than any message, is refused', () => {
  expect(broken({ '*': { 'a.b': [FLAG] } }, { a: '{"b": NaN}' })).toEqual(['a bounds'])
  expect(flags('a', { a: deep(60) })).toEqual([])
  expect(broken({ '*': { a: [FLAG] } }, { a: deep(100_000) })).toEqual(['a bounds'])
})

test('a text is a path and a list of paths where it can be read as both', () => {
  const rules = attached({ '*': { a: [{ kind: 'path', within: ['/ok'] }] } })
  const own = ports({ base: '/ok' })
  expect(argumentFaults(rules, 'x', { a: '["/ok/a"]' }, own)).toEqual([])
  expect(argumentFaults(rules, 'x', { a: '["/etc/passwd"]' }, own)).toMatchObject([
    { argument: 'a', rule: 'path' },
  ])
})

test('names in a fault are escaped', () => {
  expect(flags('*', { 'a\ud800': '-x' })).toEqual(['a\\u{d800} no-flag'])
})
