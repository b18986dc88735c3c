import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { EMPTY_BOOK, encodeBook, observe } from '../../src/inspect/pins/index.ts'
import { hintsOf, makeHome } from './invoke.ts'

const home = makeHome()
const folder = '.local/state/mcp-airlock/pins'
mkdirSync(join(home.path, folder), { recursive: true, mode: 0o700 })
afterAll(() => home.remove())

const tool = (name: string, description: string) => ({
  name,
  description,
  inputSchema: { type: 'object' },
})
const listing = (...items: readonly object[]) =>
  ({
    what: 'page',
    kind: 'tool',
    page: 0,
    items: items as ReturnType<typeof tool>[],
    names: (items as ReturnType<typeof tool>[]).map(({ name }) => name),
    isLast: true,
  }) as const
const book = [
  { what: 'program', program: { name: 'small@1.0.0', sha256: 'ab' } } as const,
  { what: 'server', server: { name: 's', version: '1', instructions: 'four' } } as const,
  listing(tool('b', 'good'), tool('a', 'good')),
  listing(tool('b', 'bad'), tool('a', 'good'), tool('c\u001b[2J', 'new')),
].reduce((now, each) => observe(now, each, 'first-use'), EMPTY_BOOK)

beforeEach(() => home.write(`${folder}/memory.json`, encodeBook(book, 'memory')))

test('what is pinned is shown', async () => {
  const { code, stdout, stderr } = await home.call('pins', 'show', 'memory')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.split('\n')).toEqual([
    `file: ${home.path}/${folder}/memory.json`,
    'program: small@1.0.0, sha256 ab',
    'server: s 1',
    'instructions: 4 characters',
    'tools: a, b',
    'waiting for approval: 2, see mcp-airlock pins diff memory',
    '',
  ])
})

test('what waits is shown as text that is safe to look at, and the exit code says so', async () => {
  const { code, stdout } = await home.call('pins', 'diff', 'memory')
  expect(code).toBe(1)
  expect(stdout).toContain('~ tool:b: changed\n    /description\n      - good\n      + bad\n')
  expect(stdout).toContain('+ tool:c\\x1b[2J: new')
  expect(stdout).not.toContain('\u001b')
})

test('one item is approved and the others wait on', async () => {
  const approved = await home.call('pins', 'approve', 'memory', 'b')
  expect(approved).toMatchObject({ code: 0, stderr: '' })
  expect(approved.stdout).toMatch(/^~ tool:b: changed\n[\s\S]*approved: 1\n$/)
  expect((await home.call('pins', 'diff', 'memory')).stdout).toMatch(/^\+ tool:c/)
  expect((await home.call('pins', 'approve', 'memory')).stdout).toContain('approved: 1')
  expect(await home.call('pins', 'diff', 'memory')).toMatchObject({ code: 0 })
  expect((await home.call('pins', 'approve', 'memory')).stdout).toBe('nothing waits for approval\n')
})

test('an item that does not wait is a usage error with a suggestion', async () => {
  const ended = await home.call('pins', 'approve', 'memory', 'tool:bb')
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toContain('does not wait for approval')
  expect(hintsOf(ended)[0]).toBe('did you mean `tool:b`?')
})

test.each(['show', 'diff', 'approve', 'forget'])(
  '`pins %s` of what was never run',
  async (word) => {
    const ended = await home.call('pins', word, 'everything')
    expect(ended).toEqual({ code: 0, stdout: 'everything: nothing is pinned yet\n', stderr: '' })
  },
)

test.each(['show', 'diff', 'approve', 'forget'])(
  '`pins %s` needs a profile that exists',
  async (word) => {
    const ended = await home.call('pins', word, 'memori')
    expect(ended).toMatchObject({ code: 125, stdout: '' })
    expect(hintsOf(ended)[0]).toBe('did you mean `memory`?')
  },
)
