import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  makeVaultHome,
  must,
  SECRET,
  SILENT,
  type VaultHome,
  valuesOf,
} from '../support/vault-home.ts'
import { hintsOf } from './invoke.ts'

/** `vault export | import`: age files for the stock `age`, `.env` files, configurations of clients. */

let home: VaultHome
let recipient: string
beforeAll(async () => {
  home = await makeVaultHome()
  await must(vault(['set', 'api-key', '--scope', 'blab'], SECRET))
  await must(vault(['set', 'db/pass'], 'p@ss w0rd\nof two lines'))
  execFileSync('age-keygen', ['-o', join(home.path, 'identity')], { stdio: 'ignore' })
  recipient = execFileSync('age-keygen', ['-y', join(home.path, 'identity')], {
    encoding: 'utf8',
  }).trim()
})
afterAll(async () => {
  await home.end()
})

const NEW = 'copper lantern violin mosaic'
const VALUES = { 'api-key': SECRET, 'db/pass': 'p@ss w0rd\nof two lines' }
const vault = (args: readonly string[], input?: string) =>
  home.vault(['vault', ...args, ...SILENT], input)
const withAge = (args: readonly string[], passphrase: string) =>
  home.vaultWith(['vault', ...args, '--age-passphrase-fd', '4', ...SILENT], {
    descriptors: { 4: passphrase },
  })
const entries = async () => JSON.parse((await must(vault(['list', '--json']))).stdout) as Listed[]

const whole = (list: readonly Listed[]) => list.find(({ name }) => name === 'whole')

interface Listed {
  readonly name: string
  readonly scopes: readonly string[]
  readonly created: number
  readonly rotated: number
}

test.each([[[]], [['--armor']]])(
  'the stock `age` opens an export %j with its identity',
  async (more) => {
    const name = `export${more.length}.age`
    const { stdout } = await must(vault(['export', name, '--recipient', recipient, ...more]))
    expect(stdout).toBe(`exported: 2 to ${name}\n`)
    const file = join(home.path, name)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file).includes(SECRET)).toBe(false)
    expect(readFileSync(file, 'latin1').startsWith('-----BEGIN AGE')).toBe(more.length > 0)
    const args = ['--decrypt', '-i', join(home.path, 'identity'), file]
    const text = execFileSync('age', args, { encoding: 'utf8' })
    expect(JSON.parse(text)).toMatchObject({
      'api-key': { value: SECRET, kind: 'secret', scopes: ['blab'] },
      'db/pass': { value: VALUES['db/pass'], scopes: [] },
    })
    // One line for each entry, so that a person finds one.
    expect(text.split('\n')).toHaveLength(5)
  },
)

test('nothing is overwritten, and what is no recipient is refused', async () => {
  home.write('taken', 'mine')
  const taken = await vault(['export', 'taken', '--recipient', recipient])
  expect(taken).toMatchObject({ code: 2, stdout: '' })
  expect(taken.stderr).toMatch(/nothing is overwritten \[AIRLOCK_VAULT_EXISTS\]/)
  expect(readFileSync(join(home.path, 'taken'), 'utf8')).toBe('mine')
  expect((await vault(['export', 'new', '--recipient', 'age1nobody'])).stderr).toMatch(
    /\[AIRLOCK_USAGE\]/,
  )
  expect((await vault(['export', 'no/where', '--recipient', recipient])).stderr).toMatch(
    /cannot be written \(ENOENT\) \[AIRLOCK_USAGE\]/,
  )
})

test('an export under a passphrase comes back, and an easy one is refused', async () => {
  expect((await withAge(['export', 'locked.age'], 'abc')).stderr).toMatch(/too easy to guess/)
  await must(withAge(['export', 'locked.age'], NEW))
  const there = await withAge(['import', 'locked.age'], NEW)
  expect(there).toMatchObject({ code: 2, stdout: '' })
  expect(there.stderr).toMatch(/an entry `api-key` already \[AIRLOCK_VAULT_EXISTS\]/)
  expect((await withAge(['import', 'locked.age'], 'wrong words')).stderr).toMatch(
    /\[AIRLOCK_(?:USAGE|VAULT_FACTOR)\]/,
  )
  for (const name of Object.keys(VALUES)) await must(vault(['remove', name]))
  const { stdout } = await must(withAge(['import', 'locked.age', '--scope', 'blab'], NEW))
  expect(stdout).toMatch(/^imported: api-key\nimported: db\/pass\n/)
  expect(await valuesOf(home)).toEqual(VALUES)
  expect(await entries()).toMatchObject([{ scopes: ['blab'] }, { scopes: ['blab'] }])
})

test('what is exported and imported into an empty vault is the same, but for what was approved', async () => {
  const command = ['sh', '-c', 'printf "%s" "a  b"'].map((word) => `--rotate-command=${word}`)
  const more = ['--rotate-after', '90', '--classification', 'confidential', ...command]
  await must(vault(['set', 'whole', '--scope', 'blab', '--scope', 'github', ...more], 'value-1'))
  await must(vault(['set', 'phone', '--totp'], 'JBSWY3DPEHPK3PXP'))
  const before = await entries()
  const values = await valuesOf(home)
  await must(vault(['export', 'all.age', '--recipient', recipient]))
  for (const { name } of before) await must(vault(['remove', name]))
  expect(await entries()).toEqual([])
  const { stdout } = await must(vault(['import', 'all.age', '--identity', 'identity']))
  // What a file brings along and somebody might not expect is said.
  expect(stdout).toMatch(
    /^imported: whole\n {2}for blab, github\n {2}rotated by: sh -c printf "%s" "a {2}b"$/m,
  )
  expect(await entries()).toEqual(before)
  expect(await valuesOf(home)).toEqual(values)
  await must(vault(['set', 'whole', '--scope', 'mine', '--rotate-after', '7'], 'value-2'))
  await must(vault(['import', 'all.age', '--identity', 'identity', '--replace']))
  // A value that is put back is as old as it was; everything else stays as the vault had it.
  expect(whole(await entries())).toMatchObject({
    ...whole(before),
    scopes: ['mine'],
    rotateAfterDays: 7,
  })
  expect(await valuesOf(home)).toEqual(values)
  for (const name of ['whole', 'phone']) await must(vault(['remove', name]))
})

test.each([
  ['an approval', { value: 'v', releases: [{ profile: 'p', program: 'p' }] }, /\[AIRLOCK_USAGE\]/],
  ['a kind that is none', { value: 'v', kind: 'key' }, /\[AIRLOCK_USAGE\]/],
  ['too many days', { value: 'v', rotateAfterDays: 4000 }, /rotateAfterDays.*\[AIRLOCK_USAGE\]/],
  ['an authenticator that is none', { value: 'v', kind: 'totp' }, /base32 \[AIRLOCK_USAGE\]/],
])('a file with %s changes nothing', async (_what, entry, said) => {
  const input = JSON.stringify({ fine: 'value', odd: entry })
  execFileSync('age', ['-r', recipient, '-o', join(home.path, 'bad.age')], { input })
  const before = await entries()
  const ended = await vault(['import', 'bad.age', '--identity', 'identity'])
  rmSync(join(home.path, 'bad.age'))
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toMatch(said)
  expect(await entries()).toEqual(before)
})

test('a time to come in a file counts as now, so that nothing is young for ever', async () => {
  const later = Date.now() + 1e12
  const input = JSON.stringify({ later: { value: 'v', created: later, rotated: later } })
  execFileSync('age', ['-r', recipient, '-o', join(home.path, 'later.age')], { input })
  await must(vault(['import', 'later.age', '--identity', 'identity']))
  const found = (await entries()).find(({ name }) => name === 'later')
  expect(found?.created).toBeLessThanOrEqual(Date.now())
  expect(found?.rotated).toBeLessThanOrEqual(Date.now())
  await must(vault(['remove', 'later']))
})

test('a file that the stock `age` made comes in by its identity', async () => {
  home.write('plain.json', { 'from-age': 'made-elsewhere' })
  const [plain, file] = [join(home.path, 'plain.json'), join(home.path, 'their.age')]
  execFileSync('age', ['-r', recipient, '-o', file, plain])
  await must(vault(['import', 'their.age', '--identity', 'identity']))
  expect(await valuesOf(home)).toMatchObject({ 'from-age': 'made-elsewhere' })
  execFileSync('age', ['-r', recipient, '-o', join(home.path, 'odd.age')], {
    input: '{ "fine": "value", "no name": "value" }',
  })
  const odd = await vault(['import', 'odd.age', '--identity', 'identity'])
  expect(odd.stderr).toMatch(/`no name` is no name for a secret \[AIRLOCK_USAGE\]/)
  expect(await valuesOf(home)).not.toHaveProperty('fine')
  const unread = await vault(['import', 'their.age', '--identity', 'nowhere'])
  expect(unread.stderr).toMatch(/`nowhere` cannot be read \[AIRLOCK_USAGE\]/)
})

test('of a .env file everything is taken over, and it says where the values go now', async () => {
  home.write('project/.env', `# ours\nexport TOKEN="tok en"\nEMPTY=\nURL='pg://a:b@c'\n`)
  const { stdout } = await must(vault(['import', 'project/.env']))
  expect(stdout).toMatch(/^imported: TOKEN\n/)
  expect(stdout).toMatch(/delete the values from project\/\.env once the server starts/)
  expect(await valuesOf(home)).toMatchObject({ TOKEN: 'tok en', URL: 'pg://a:b@c' })
  home.write('project/.env', 'TOKEN=another\n')
  expect((await vault(['import', 'project/.env'])).code).toBe(2)
  await must(vault(['import', 'project/.env', '--replace']))
  expect(await valuesOf(home)).toMatchObject({ TOKEN: 'another' })
})

test('of a configuration of a client its secrets are taken over, as `scan` says', async () => {
  const value = `ghp_${'x7Kq9'.repeat(7)}a`
  const file = home.write('claude_desktop_config.json', {
    mcpServers: {
      github: { command: 'npx', env: { GITHUB_TOKEN: value, LANG: 'C' } },
      other: { command: 'npx', env: { OTHER_TOKEN: `${value}b` } },
    },
  })
  const scanned = await home.call('scan', file)
  const command = /move it: mcp-airlock (vault import .* --server github)$/m.exec(scanned.stdout)
  const args = String(command?.[1]).split(' ').slice(1)
  const { stdout } = await must(vault(args))
  expect(stdout).toContain('imported: GITHUB_TOKEN of github')
  expect(stdout).toContain('"env": { "GITHUB_TOKEN": "${vault:GITHUB_TOKEN}" }')
  expect(stdout).not.toContain(value)
  const values = await valuesOf(home)
  expect(values).toMatchObject({ GITHUB_TOKEN: value })
  expect(values).not.toHaveProperty('OTHER_TOKEN')
  expect(values).not.toHaveProperty('LANG')
})

test.each([
  ['is not there', 'nowhere.env', undefined, /cannot be read as a regular file/],
  ['does not parse', 'odd.json', '{"mcpServers": ', /\[AIRLOCK_USAGE\]/],
  ['has a line that is none', 'odd.env', 'GOOD=1\nnot a line\n', /\[AIRLOCK_USAGE\]/],
])('a file that %s changes nothing', async (_what, name, content, said) => {
  if (content !== undefined) home.write(name, content)
  const before = await entries()
  const ended = await vault(['import', name])
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toMatch(said)
  expect(hintsOf(ended).length).toBeGreaterThan(1)
  expect(await entries()).toEqual(before)
})

test('a configuration that keeps its servers deeper in comes in as `scan` found it', async () => {
  const value = `ghp_${'q8Lw2'.repeat(7)}c`
  const servers = { gh: { command: 'npx', env: { GH_TOKEN: value } } }
  const file = home.write('.config/Code/User/settings.json', { mcp: { inputs: [], servers } })
  const scanned = await home.call('scan', file)
  const command = /move it: mcp-airlock (vault import .* --server gh)$/m.exec(scanned.stdout)
  const { stdout } = await must(vault(String(command?.[1]).split(' ').slice(1)))
  expect(stdout).toContain('imported: GH_TOKEN of gh')
})

test.each([
  ['--server', ['x.env', '--server', 'gh']],
  ['--identity', ['x.env', '--identity', 'none']],
])('a flag that means nothing for the file is a mistake: %s', async (flag, args) => {
  home.write('x.env', 'TOKEN=value-of-it\n')
  const ended = await vault(['import', ...args])
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toContain(`\`${flag}\` means nothing for a file of the kind \`env\``)
})

test('a file without secrets is told as such, and the vault is not even opened', async () => {
  home.write('empty.env', '# nothing\n')
  expect(await home.call('vault', 'import', 'empty.env')).toEqual({
    code: 0,
    stdout: 'nothing in it looks like a secret\n',
    stderr: '',
  })
})
