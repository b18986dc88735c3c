import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launcher } from '../support/launcher.ts'
import {
  makeVaultHome,
  must,
  SECRET,
  SILENT,
  type VaultHome,
  valuesOf,
} from '../support/vault-home.ts'
import { hintsOf } from './invoke.ts'

/** `vault set | list | scope | remove`: what is known of secrets, and never a value. */

let home: VaultHome
beforeAll(async () => {
  home = await makeVaultHome()
})
afterAll(async () => {
  await home.end()
})

const vault = (args: readonly string[], input?: string) =>
  home.vault(['vault', ...args, ...SILENT], input)
const list = async () => JSON.parse((await must(vault(['list', '--json']))).stdout) as Entry[]
const entry = async (name: string) => (await list()).find((one) => one['name'] === name)
type Entry = Readonly<Record<string, unknown>>

test('a value comes from standard input without the newline behind it, and is shown nowhere', async () => {
  const set = await must(vault(['set', 'api-key', '--scope', 'blab'], `${SECRET}\n`))
  expect(set).toMatchObject({ stdout: 'set: api-key\n', stderr: '' })
  const shown = await must(vault(['list']))
  expect(shown.stdout).toBe('api-key  for blab  due in 30 days  internal\n')
  expect(JSON.stringify([set, shown, await list()])).not.toContain(SECRET)
  expect(await list()).toEqual([
    {
      name: 'api-key',
      created: expect.any(Number),
      rotated: expect.any(Number),
      rotateAfterDays: 30,
      scopes: ['blab'],
      classification: 'internal',
      releases: [],
      kind: 'secret',
    },
  ])
})

test('whoever writes the value may take time, by a pipe or a socket', async () => {
  const [program = '', ...words] = launcher
  const child = spawn(program, [...words, 'vault', 'set', 'slow/socket', ...SILENT], {
    env: { HOME: home.path, PATH: process.env['PATH'] },
  })
  await wait(700)
  child.stdin.write('in-two-')
  await wait(100)
  child.stdin.end('pieces\n')
  expect(await text(child.stderr)).toBe('')
  const piped = await home.callBehind(
    ['sh', '-c', '(sleep 1; printf thr; sleep .2; echo ough-a-pipe) | "$@"', 'sh'],
    ...['vault', 'set', 'slow/pipe', ...SILENT],
  )
  expect(piped).toMatchObject({ code: 0, stderr: '' })
  expect(await valuesOf(home)).toMatchObject({
    'slow/socket': 'in-two-pieces',
    'slow/pipe': 'through-a-pipe',
  })
})

test('what was not said anew stays as it was', async () => {
  const args = ['--rotate-after', '90', '--classification', 'confidential', '--scope', 'a']
  await must(vault(['set', 'kept', ...args, '--scope', 'b'], 'first-value'))
  const before = await entry('kept')
  await must(vault(['set', 'kept'], 'second-value'))
  const { rotated, ...after } = (await entry('kept')) as Entry
  expect({ ...after, rotated: before?.['rotated'] }).toEqual(before)
  expect(rotated).toBeGreaterThan(before?.['rotated'] as number)
  expect(after).toMatchObject({ rotateAfterDays: 90, scopes: ['a', 'b'] })
})

test.each([
  ['an empty value', ['set', 'x'], '', /the value is empty/],
  ['a lone newline', ['set', 'x'], '\n', /the value is empty/],
  ['too much', ['set', 'x'], 'x'.repeat(40_000), /holds more than 32768 bytes/],
  ['a name with a space', ['set', 'a b'], 'v', /`a b` is no name for a secret/],
  ['a name like an option', ['set', '--', '-x'], 'v', /`-x` is no name for a secret/],
  ['an odd number of days', ['set', 'x', '--rotate-after', '-3'], 'v', /whole number/],
  ['more days than ten years', ['set', 'x', '--rotate-after', '99999'], 'v', /rotateAfterDays/],
  ['another class', ['set', 'x', '--classification', 'secret'], 'v', /Allowed choices/],
  ['a value as an argument', ['set', 'x', 'hunter2-hunter2'], '', /too many arguments/],
])('%s is refused', async (_what, args, input, said) => {
  const ended = await home.vault(['vault', ...args.slice(0, 1), ...SILENT, ...args.slice(1)], input)
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toMatch(said)
  expect(ended.stderr).toContain('[AIRLOCK_USAGE]')
  expect(ended.stderr).not.toContain('hunter2-hunter2')
  expect(await entry('x')).toBeUndefined()
})

test('a value that is too short to be found in what a server says is taken with a warning', async () => {
  const { stdout, stderr } = await must(vault(['set', 'short'], 'abc'))
  expect(stdout).toMatch(/^set: short\nno server may have it yet: mcp-airlock vault scope short /)
  expect(stderr).toBe(
    'mcp-airlock: `short` is shorter than 8 bytes: it is not redacted in what a server says\n',
  )
})

test('scopes are added and removed', async () => {
  await must(vault(['scope', 'short', '--add', 'one', '--add', 'two', '--add', 'one']))
  expect(await entry('short')).toMatchObject({ scopes: ['one', 'two'] })
  await must(vault(['scope', 'short', '--remove', 'one', '--add', 'three']))
  expect(await entry('short')).toMatchObject({ scopes: ['two', 'three'] })
  const nothing = await vault(['scope', 'short'])
  expect(nothing.code).toBe(2)
  expect(nothing.stderr).toMatch(/nothing is to be changed \[AIRLOCK_USAGE\]/)
})

test.each([['scope', '--add', 'p'], ['remove'], ['rotate']])(
  '`vault %s` of a secret that is not there says so before it asks for anything',
  async (command, ...more) => {
    const ended = await vault([command, 'nowhere', ...more])
    expect(ended.code).toBe(125)
    expect(ended.stderr).toMatch(/`nowhere`.*\[AIRLOCK_VAULT_ENTRY_MISSING\]/)
    expect(hintsOf(ended)[0]).toMatch(/^mcp-airlock vault (?:set|list)/)
  },
)

test('a secret is removed, and the others stay', async () => {
  const before = (await list()).map(({ name }) => name)
  const { stdout } = await must(vault(['remove', 'short']))
  expect(stdout).toBe('removed: short; the backups beside the vault still have it\n')
  expect((await list()).map(({ name }) => name)).toEqual(before.filter((n) => n !== 'short'))
})

test('an authenticator is no secret for servers', async () => {
  const totp = (input: string, ...more: string[]) =>
    vault(['set', 'phone', '--totp', ...more], input)
  expect((await totp('no base32!')).stderr).toMatch(/not its secret in base32 \[AIRLOCK_USAGE\]/)
  expect((await totp('JBSWY3DPEHPK3PXP', '--scope', 'blab')).stderr).toMatch(
    /an authenticator, which no server may have \[AIRLOCK_USAGE\]/,
  )
  const { stdout } = await must(totp('jbsw y3dp ehpk 3pxp\n'))
  expect(stdout).toBe('set: phone\ntry it: mcp-airlock vault reveal NAME --totp\n')
  expect(await entry('phone')).toMatchObject({ kind: 'totp', rotateAfterDays: 0, scopes: [] })
  expect((await must(vault(['list']))).stdout).toMatch(/^phone {2}authenticator {2}never due/m)
  expect((await vault(['scope', 'phone', '--add', 'blab'])).stderr).toMatch(
    /an authenticator, which no server may have \[AIRLOCK_USAGE\]/,
  )
  // Without the flag it stays one, so that a typing error does not make a secret of it.
  expect((await vault(['set', 'phone'], 'plain-words')).code).toBe(2)
})

test('an approval names the program, and goes with the scope', async () => {
  const refused = await vault(['approve', 'blab'])
  expect(refused.stderr).toMatch(/`db.password`.*\[AIRLOCK_VAULT_ENTRY_MISSING\]/)
  await must(vault(['set', 'db.password'], 'p@ss:w/rd?'))
  const unscoped = await vault(['approve', 'blab'])
  expect(unscoped.code).toBe(126)
  expect(unscoped.stderr).toMatch(/`db.password` is not for the profile `blab`/)
  expect(hintsOf(unscoped)[0]).toBe('mcp-airlock vault scope db.password --add blab')
  await must(vault(['scope', 'db.password', '--add', 'blab']))
  const approved = await must(vault(['approve', 'blab']))
  expect(approved.stdout).toMatch(/^approved: api-key, db\.password for blab\nprogram: /)
  // Once more changes nothing.
  await must(vault(['approve', 'blab']))
  const release = { profile: 'blab', program: expect.any(String) }
  expect(await entry('api-key')).toMatchObject({ releases: [release] })
  await must(vault(['scope', 'api-key', '--remove', 'blab']))
  expect(await entry('api-key')).toMatchObject({ scopes: [], releases: [] })
  home.profile({ command: ['node', 'x'] }, '.config/mcp-airlock/profiles/bare.jsonc')
  expect((await vault(['approve', 'bare'])).stderr).toMatch(/names no secret \[AIRLOCK_USAGE\]/)
})
