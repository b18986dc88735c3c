import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { Io } from '../src/app/index.ts'
import { catalog, type ErrorCode, type ErrorEntry } from '../src/base/index.ts'
import { main } from '../src/cli/index.ts'

const root = join(import.meta.dirname, '..')
const rows = Object.entries(catalog) as [ErrorCode, ErrorEntry][]
const codes = rows.map(([code]) => code)

const sources = textsOf('src', /\.ts$/)
const tests = textsOf('test', /\.test\.ts$/, /^(?:servers|catalog\.test)/)
/** test/cli/help.test.ts holds these files against the real commands. */
const commands = readdirSync(join(root, 'test/golden/help')).map((name) =>
  name
    .replace(/\.txt$/, '')
    .replace(/^mcp-airlock-?/, '')
    .replaceAll('-', ' '),
)

/** What is wrong with a catalogue, given the sources that throw and the tests that see it. */
function faults(names: readonly string[], thrown: string, tested: string): string[] {
  const inCode = new Set([...thrown.matchAll(THROWN)].map(([, code]) => code))
  return [
    ...names.filter((code) => !inCode.has(code)).map((code) => `${code} is never thrown`),
    ...names
      .filter((code) => !new RegExp(`\\b${code}\\b`).test(tested))
      .map((code) => `${code} is in no test`),
    ...[...inCode]
      .filter((code) => !names.includes(code as string))
      .map((code) => `${code} has no row`),
  ]
}

const THROWN = /new AirlockError\(\s*'(AIRLOCK_\w+)'/g

test('every code is thrown and seen by a test', () => {
  expect(faults(codes, sources, tests)).toEqual([])
})

test.each([
  ['a code that nobody throws', [['A', 'AIRLOCK_A']], '', 'AIRLOCK_A'],
  ['a code that is only compared', [['A', 'AIRLOCK_A']], "error.code === 'AIRLOCK_A'", 'AIRLOCK_A'],
  [
    'a code that no test sees',
    [['A', 'AIRLOCK_A']],
    "new AirlockError('AIRLOCK_A', {})",
    'AIRLOCK_AB',
  ],
  ['a code without a row', [], "new AirlockError(\n  'AIRLOCK_B', {})", ''],
])('the rule catches %s', (_title, listed, thrown, tested) => {
  expect(
    faults(
      listed.map(([, code = '']) => code),
      thrown,
      tested,
    ),
  ).toHaveLength(1)
})

test.each(rows)('%s says what it means and what to do', (_code, { meaning, hint, exitCode }) => {
  expect(meaning).toMatch(/^[A-Zb].*\.$/s)
  expect(hint).toMatch(/^[a-z].*[^.]$/)
  // A command, a flag, a profile key or a file: something that can be typed or opened.
  expect(hint).toMatch(/`[^`]+`|^(?:sudo|mcp-airlock|chmod) |\w+\/\w+/)
  expect([1, 2, 125, 126, 127]).toContain(exitCode)
})

test('every command that a message or a hint names exists', () => {
  const named = [...sources.matchAll(/['`]mcp-airlock ([a-z]+)(?: ([a-z]+))?/g)]
  expect(named.length).toBeGreaterThan(10)
  const unknown = named
    .map(([, word = '', next]) =>
      ['profile', 'store', 'pins'].includes(word) ? `${word} ${next}` : word,
    )
    .filter((command) => !commands.includes(command))
  expect(unknown).toEqual([])
})

test.each(codes)('`mcp-airlock explain %s` answers', async (code) => {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  expect(await main({ stdout, stderr } as unknown as Io, ['explain', code])).toBe(0)
  expect(String(stdout.read())).toContain(catalog[code].meaning)
  expect(stderr.read()).toBeNull()
})

function textsOf(folder: string, wanted: RegExp, unwanted?: RegExp): string {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => wanted.test(name) && unwanted?.test(name) !== true)
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))
    .join('\n')
}
