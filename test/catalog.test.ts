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

/** The second form is a refusal of the agent, which whoever asked it throws (`new AirlockError(refusal.code, refusal)`). */
const THROWN = /(?:new AirlockError\(\s*|\bcode: )'(AIRLOCK_\w+)'/g

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
  expect(hint).toMatch(/`[^`]+`|^(?:sudo|mcp-airlock|chmod|ulimit) |\w+\/\w+/)
  expect([1, 2, 125, 126, 127]).toContain(exitCode)
})

test('every command that a message or a hint names exists', () => {
  expect(commandsNamed(sources).length).toBeGreaterThan(50)
  expect(commandsNamed(sources).filter((words) => !isCommand(words))).toEqual([])
})

test.each([
  ["hints: ['mcp-airlock vault lock NAME']", false],
  ["hints: ['first mcp-airlock lock, then mcp-airlock unlok']", false],
  ["message: 'lost\\\\nmcp-airlock vault slots drop'", false],
  ["hints: ['mcp-airlock lock && mcp-airlock vault slots add recovery']", true],
  ["hints: ['mcp-airlock --help']", true],
])('the rule reads %j', (text, isRight) => {
  expect(commandsNamed(text).every(isCommand)).toBe(isRight)
})

/** The small words behind each `mcp-airlock` in a text that a person can see: in quotes, and not in a comment. */
function commandsNamed(text: string): readonly string[] {
  const shown = text.replace(/^\s*(?:\/\/|\/?\*).*$/gm, '')
  return [...shown.matchAll(COMMAND)].map(([, words = '']) => words)
}

/** What follows a group is one of its commands; what follows a command is its business. */
function isCommand(words: string): boolean {
  const [first = '', second = '', third = ''] = words.replaceAll('-', ' ').split(' ')
  if (NO_COMMANDS.test(words)) return true
  if (!commands.includes(first)) return false
  if (second === '') return true
  const deeper = (group: string) => commands.some((name) => name.startsWith(`${group} `))
  if (!deeper(first)) return true
  return ['', ` ${third}`].some((more) => {
    const command = `${first} ${second}${more}`
    return commands.includes(command) && (!deeper(command) || third === '')
  })
}

/** Where it says its own name: questions to a person, and the names that keys are made for. */
const NO_COMMANDS = /^(?:wants|was asked) to |^(?:agent|factor|tpm)$/
/** A command line, not the name of the product in a sentence: it begins a text, a part in backticks or after a colon or a comma, or follows these words. */
const COMMAND =
  /(?:['`:&,]|\b(?:run|then|with|first|again)|\\n)\s?mcp-airlock ([a-z]+(?: [a-z-]+)*)/g

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
