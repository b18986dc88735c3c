import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeVaultHome, must, SILENT, type VaultHome, valuesOf } from '../support/vault-home.ts'
import { hintsOf } from './invoke.ts'

/** `vault rotate`: a new value, and the old one when the server does not start with it. */

let home: VaultHome
beforeAll(async () => {
  home = await makeVaultHome()
  const server = join(home.path, 'picky/server.mjs')
  home.write('picky/server.mjs', SERVER)
  home.write('picky/package.json', '{ "type": "module" }')
  home.profile(
    { command: ['node', server], env: { KEY: '${vault:key}' }, pins: 'off' },
    '.config/mcp-airlock/profiles/picky.jsonc',
  )
})
afterAll(async () => {
  await home.end()
})
beforeEach(async () => {
  await must(vault(['set', 'key', '--scope', 'picky', '--no-rotate-command'], 'good-old-value'))
})

const vault = (args: readonly string[], input?: string) =>
  home.vault(['vault', ...args, ...SILENT], input)
const value = async () => (await valuesOf(home))['key']
const entry = async () => {
  const { stdout } = await must(vault(['list', '--json']))
  return (JSON.parse(stdout) as { name: string }[]).find(({ name }) => name === 'key')
}
const by = (...command: readonly string[]) =>
  must(
    vault(['set', 'key', ...command.map((word) => `--rotate-command=${word}`)], 'good-old-value'),
  )

test('by hand, from standard input', async () => {
  const before = await entry()
  const { stdout, stderr } = await must(vault(['rotate', 'key'], 'good-new-value\n'))
  expect({ stdout, stderr }).toEqual({ stdout: 'rotated: key\n', stderr: '' })
  expect(await value()).toBe('good-new-value')
  expect(await entry()).toEqual({ ...before, rotated: expect.any(Number) })
  expect((await vault(['rotate', 'key'], '')).stderr).toMatch(/the value is empty/)
  expect(await value()).toBe('good-new-value')
})

test('by a command, which gets its words as they are', async () => {
  const shell = 'printf "good %s %s\\n" "$1" "$#"'
  await by('sh', '-c', shell, 'sh', 'a  b; $(c)')
  expect((await must(vault(['rotate', 'key']))).stdout).toBe('rotated: key\n')
  expect(await value()).toBe('good a  b; $(c) 1')
})

test('by hand although there is a command, and for ever without it', async () => {
  await by('false')
  await must(vault(['rotate', 'key', '--by-hand'], 'good-new-value'))
  expect(await value()).toBe('good-new-value')
  expect(await entry()).toHaveProperty('rotateCommand', ['false'])
  await must(vault(['set', 'key', '--no-rotate-command'], 'good-old-value'))
  expect(await entry()).not.toHaveProperty('rotateCommand')
})

test.each([
  ['fails', ['sh', '-c', 'echo no quota >&2; exit 3'], /ended with code 3/, 'no quota'],
  ['prints nothing', ['true'], /printed nothing/, 'run it by hand: true'],
  ['is not there', ['no-such-program'], /ended with code 127/, 'run it by hand: no-such-program'],
])('a command that %s changes nothing', async (_what, command, said, hint) => {
  await by(...command)
  const before = await entry()
  const ended = await vault(['rotate', 'key'])
  expect(ended).toMatchObject({ code: 1, stdout: '' })
  expect(ended.stderr).toMatch(said)
  expect(ended.stderr).toContain('[AIRLOCK_VAULT_ROTATION]')
  expect(hintsOf(ended)[0]).toContain(hint)
  expect(await value()).toBe('good-old-value')
  expect(await entry()).toEqual(before)
})

test('a value with which the server starts is kept, with another the old one stays', async () => {
  await must(home.call('unlock', ...SILENT))
  await must(vault(['approve', 'picky']))
  const kept = await must(vault(['rotate', 'key', '--check', 'picky'], 'good-new-value'))
  expect(kept.stdout).toBe('rotated: key\n')
  expect(await value()).toBe('good-new-value')
  const before = await entry()
  const ended = await vault(['rotate', 'key', '--check', 'picky'], 'evil-new-value')
  expect(ended).toMatchObject({ code: 1, stdout: '' })
  expect(ended.stderr).toMatch(/^mcp-airlock: the old value of `key` stays$/m)
  expect(ended.stderr).toMatch(/`picky` does not start with the new value: .*\[AIRLOCK_VAULT_ROT/)
  expect(ended.stderr).not.toMatch(/(?:evil|good)-new-value/)
  expect(hintsOf(ended)[0]).toBe('mcp-airlock vault rotate key --by-hand --check picky')
  expect(await value()).toBe('good-new-value')
  // With its age and what was approved for it.
  expect(await entry()).toEqual(before)
})

test('a check by a server that does not get the secret says nothing of it, and is refused', async () => {
  await must(home.call('unlock', ...SILENT))
  for (const env of [{}, { API: '${vault:other}' }]) {
    home.profile(
      { command: ['node', join(home.path, 'picky/server.mjs')], env, pins: 'off' },
      '.config/mcp-airlock/profiles/apart.jsonc',
    )
    const ended = await vault(['rotate', 'key', '--check', 'apart'], 'good-new-value')
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(/the profile `apart` has no `\$\{vault:key\}`/)
    expect(await value()).toBe('good-old-value')
  }
})

test('a check for which nobody unlocks leaves the old value', async () => {
  await must(home.call('lock'))
  // Without its key file nothing opens the vault for the server.
  const away = ['sh', '-c', 'mv key key.away; "$@"; code=$?; mv key.away key; exit $code', 'sh']
  const args = ['vault', 'rotate', 'key', '--check', 'picky']
  home.write('next', 'good-new-value')
  const ended = await home.callBehind(
    [...away, 'sh', '-c', 'exec "$@" <next 3<passphrase', 'sh'],
    ...args,
    ...['--slot', 'main', '--passphrase-fd', '3'],
  )
  expect(ended.code).toBe(1)
  expect(ended.stderr).toMatch(
    /with the new value: mcp-airlock: the vault is locked: .* \[AIRLOCK_VAULT_ROTATION\]/,
  )
  expect(await value()).toBe('good-old-value')
})

/** A server that ends at once with a key that is not good. */
const SERVER = `
if (!process.env.KEY.startsWith('good')) {
  console.error('the key ' + process.env.KEY + ' was refused')
  process.exit(1)
}
process.stdin.on('data', (chunk) => {
  const { id, method } = JSON.parse(String(chunk).split('\\n')[0])
  if (method !== 'initialize') return
  const serverInfo = { name: 'picky', version: '1' }
  const result = { protocolVersion: '2025-06-18', capabilities: {}, serverInfo }
  console.log(JSON.stringify({ jsonrpc: '2.0', id, result }))
})
`
