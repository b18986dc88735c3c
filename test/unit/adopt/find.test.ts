import { expect, test } from 'vitest'
import { findSecrets, readServers } from '../../../src/adopt/index.ts'
import { masked } from '../../../src/adopt/mask.ts'
import { ALNUM, letters, samples } from './tokens.ts'

const token = `ghp_${letters(ALNUM, 36)}`
const opaque = letters(ALNUM, 32, 7)
const config = (server: object) => JSON.stringify({ mcpServers: { 'my server': server } }, null, 1)
const inConfig = (text: string, fingerprint?: (value: Buffer) => string | undefined) =>
  findSecrets(text, { servers: readServers(text, 'mcpServers'), fingerprint })

test('a finding says where, what and whose it is, and shows four characters', () => {
  expect(inConfig(config({ command: 'x', env: { GH: token } }))).toEqual([
    {
      line: 6,
      rule: 'github',
      what: 'GitHub token',
      name: 'GH',
      inVault: false,
      masked: 'ghp_…',
      length: 40,
      server: 'my server',
      isImportable: true,
    },
  ])
})

test('a finding never holds more of any secret than its first four characters', () => {
  for (const [, text, secret] of samples()) {
    const found = findSecrets(`a\n${text}\n`, { hasSettings: true })
    expect(found.length).toBeGreaterThan(0)
    for (const { masked } of found) {
      expect(masked).toMatch(/^.{0,4}…$/)
      expect(secret.startsWith(masked.slice(0, -1))).toBe(true)
    }
    // Further back than any prefix that is public.
    const told = JSON.stringify(found)
    for (let at = 12; at + 5 <= secret.length; at++)
      expect(told).not.toContain(secret.slice(at, at + 5))
  }
})

test.each([
  ['short', 'hunter2', '…'],
  ['of fifteen', 'a'.repeat(15), '…'],
  ['of sixteen', 'abcdefghijklmnop', 'ab…'],
  ['long', 'abcdefgh'.repeat(10), 'abcd…'],
  ['with an escape sequence', `\u001b[2J${'x'.repeat(40)}`, '…'],
  ['in other letters', 'é'.repeat(40), '…'],
])('a secret that is %s is masked', (_title, value, shown) => {
  expect(masked(value)).toBe(shown)
})

test('an escape in JSON hides nothing', () => {
  const hidden = token.replace(
    /./g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const text = config({ env: { A: 'MARK' } }).replace('MARK', hidden)
  expect(text).not.toContain('ghp_')
  expect(inConfig(text)).toMatchObject([{ rule: 'github', line: 5, server: 'my server' }])
})

test.each([
  ['a variable', { env: { MY_API_KEY: opaque } }, 'MY_API_KEY', true],
  ['a password, short as it is', { env: { DB_PASSWORD: 'tr0ub4dor' } }, 'DB_PASSWORD', true],
  ['a header', { headers: { Authorization: `Bearer ${opaque}` } }, 'Authorization', false],
  ['a header of its own', { headers: { 'X-Api-Key': opaque } }, 'X-Api-Key', false],
  ['an argument', { args: [`--api-key=${opaque}`] }, 'api-key', false],
  ['the argument after a flag', { args: ['--token', opaque] }, 'token', false],
])('%s is found by its name', (_title, server, name, isImportable) => {
  expect(inConfig(config(server))).toMatchObject([{ rule: 'named', name, isImportable }])
})

test.each([
  ['a reference to the vault', { env: { A_TOKEN: '${vault:X}' } }],
  ['an input', { env: { A_TOKEN: '${input:api-key}' } }],
  ['an environment variable', { env: { A_TOKEN: '$MY_LONG_TOKEN_VARIABLE' } }],
  ['a reference of 1Password', { env: { A_TOKEN: 'op://private/github/credential' } }],
  ['a placeholder', { env: { A_TOKEN: '<your-api-key-goes-right-here>' } }],
  ['another placeholder', { env: { A_TOKEN: 'YOUR_API_KEY_GOES_RIGHT_HERE_1' } }],
  ['letters', { env: { A_TOKEN: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' } }],
  ['a path', { env: { SSH_KEY: '/home/user/.ssh/id_ed25519_company' } }],
  ['a URL', { env: { AUTH: 'https://auth.company.io/realms/x1y2z3' } }],
  ['a switch', { env: { USE_TOKEN: 'true' } }],
  ['words', { env: { A_KEY: 'my-company-service-account' } }],
  ['a public key', { env: { MY_PUBLIC_KEY: opaque } }],
  ['a name that says nothing', { env: { SESSION_NAME: opaque } }],
  ['a documented password', { env: { PGPASSWORD: 'postgres' } }],
])('not a secret: %s', (_title, server) => {
  expect(inConfig(config(server))).toEqual([])
})

test('lines of settings count where they are ones', () => {
  const text = `# x\nexport A_TOKEN="${opaque}"\nB: c\n- C_SECRET: ${opaque}\nd_key = '${opaque}',\n`
  expect(findSecrets(text, { hasSettings: true })).toMatchObject([
    { line: 2, name: 'A_TOKEN', length: 32 },
    { line: 4, name: 'C_SECRET', length: 32 },
    { line: 5, name: 'd_key', length: 32 },
  ])
  expect(findSecrets(text)).toEqual([])
})

test.each([
  ['as a word', (value: string) => `so ${value} it is`],
  ['as an assignment', (value: string) => `KEY=${value}\n`],
  ['as YAML', (value: string) => `key: ${value}\n`],
  ['as JSON', (value: string) => JSON.stringify({ a: [value] })],
  ['in single quotes', (value: string) => `f('${value}')`],
  ['after an apostrophe', (value: string) => `it's '${value}'`],
])('a value of the vault is found %s', (title, around) => {
  const plain = ['plain-enough.1', 'YWJjZGVmZ2g=', opaque]
  for (const value of title === 'as a word' ? plain : [...plain, 'p@ss w!th-$igns"']) {
    const found = findSecrets(around(value), { fingerprint: known(value) })
    expect(found).toMatchObject([{ rule: 'vault', name: 'K', inVault: true, length: value.length }])
    expect(JSON.stringify(found)).not.toContain(value)
  }
})

test('a value of the vault is found in a URL, in PEM and in a setting of a server', () => {
  const pem = `-----BEGIN PRIVATE KEY-----\n${letters(ALNUM, 64)}\n-----END PRIVATE KEY-----`
  expect(findSecrets(`https://u:${opaque}@h/`, { fingerprint: known(opaque) })).toMatchObject([
    { rule: 'vault' },
  ])
  for (const text of [pem, JSON.stringify({ pem }), `a\n${pem}\n`])
    expect(findSecrets(text, { fingerprint: known(pem) })).toMatchObject([{ rule: 'vault' }])
  const found = inConfig(config({ env: { GH: token } }), known(token))
  expect(found).toMatchObject([{ rule: 'vault', name: 'K', server: 'my server' }])
})

test('short values are not asked about', () => {
  const asked: number[] = []
  findSecrets('a=b c="1234567" pin: 123456\n', {
    fingerprint: (value) => void asked.push(value.length),
  })
  expect(asked.every((length) => length >= 8)).toBe(true)
})

test('one stretch is found once', () => {
  const text = config({ env: { DB: `postgres://app:${letters(ALNUM, 20)}@db/x`, A_KEY: token } })
  expect(inConfig(text).map(({ rule }) => rule)).toEqual(['database-url', 'github'])
})

test('at most a thousand are listed', () => {
  const many = Array.from({ length: 1500 }, (_, index) => `npm_${letters(ALNUM, 36, index + 1)}`)
  expect(findSecrets(many.join('\n'))).toHaveLength(1000)
})

const known = (secret: string) => (value: Buffer) => (value.toString() === secret ? 'K' : undefined)

test('a line that is a command gives away nothing but its place', () => {
  const line = `curl --pass ${letters(ALNUM, 20, 3)} --api_key=${opaque}`
  expect(JSON.stringify(findSecrets(line, { hasSettings: true }))).not.toContain('curl')
})
