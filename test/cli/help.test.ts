import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeHome } from './invoke.ts'

/** Every command; `UPDATE_GOLDEN=1` writes the texts anew. */
const COMMANDS = [
  'run',
  'profile',
  'profile list',
  'profile check',
  'profile show',
  'profile explain',
  'store',
  'store add',
  'store list',
  'store remove',
  'vault',
  'vault init',
  'vault status',
  'vault rotate-key',
  'vault policy',
  'vault recover',
  'vault restore',
  'vault set',
  'vault list',
  'vault remove',
  'vault scope',
  'vault rotate',
  'vault reveal',
  'vault approve',
  'vault export',
  'vault import',
  'vault slots',
  'vault slots list',
  'vault slots add',
  'vault slots remove',
  'unlock',
  'lock',
  'scan',
  'pins',
  'pins show',
  'pins diff',
  'pins approve',
  'pins forget',
  'approve',
  'doctor',
  'explain',
]

/** Commands that only hold others. */
const GROUPS = ['', 'profile', 'store', 'vault', 'vault slots', 'pins']

const golden = join(import.meta.dirname, '../golden/help')
const fileOf = (command: string) =>
  join(golden, `${['mcp-airlock', ...command.split(' ')].filter(Boolean).join('-')}.txt`)

const home = makeHome()
afterAll(() => home.remove())

test.each(['', ...COMMANDS])(
  'the help of `mcp-airlock %s` is the reviewed one',
  async (command) => {
    const { code, stdout, stderr } = await home.call(
      ...command.split(' ').filter(Boolean),
      '--help',
    )
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(fileOf(command), stdout)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe(readFileSync(fileOf(command), 'utf8'))
  },
)

test('no command is without a reviewed help, and no help without a command', async () => {
  const groups = await Promise.all(
    GROUPS.map(async (group) => {
      const { stdout } = await home.call(...group.split(' ').filter(Boolean), '--help')
      return commandsIn(stdout).map((name) => `${group} ${name}`.trim())
    }),
  )
  expect(groups.flat().toSorted()).toEqual(COMMANDS.toSorted())
  const expected = ['', ...COMMANDS].map(fileOf)
  expect(
    readdirSync(golden)
      .map((name) => join(golden, name))
      .toSorted(),
  ).toEqual(expected.toSorted())
  expect(expected.filter((file) => !existsSync(file))).toEqual([])
})

test('help fits a terminal of 80 columns', () => {
  const wide = readdirSync(golden)
    .flatMap((name) => readFileSync(join(golden, name), 'utf8').split('\n'))
    .filter((line) => line.length > 80)
  expect(wide).toEqual([])
})

test.each(GROUPS.map((group) => [group]))(
  '`mcp-airlock %s` without a command shows its help and fails',
  async (group) => {
    const { code, stdout, stderr } = await home.call(...group.split(' ').filter(Boolean))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe(readFileSync(fileOf(group), 'utf8'))
  },
)

/** The names below `Commands:`; a continued line is indented further. */
function commandsIn(help: string): readonly string[] {
  const list = help.slice(help.indexOf('Commands:'))
  return [...list.matchAll(/^ {2}([\w-]+)/gm)]
    .map(([, name = '']) => name)
    .filter((n) => n !== 'help')
}
