import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { Io } from '../../src/app/index.ts'
import { scan } from '../../src/app/scan.ts'
import { ALNUM, letters } from '../unit/adopt/tokens.ts'
import { makeHome } from './invoke.ts'

const home = makeHome()
afterAll(() => home.remove())
const token = `ghp_${letters(ALNUM, 36)}`
const claude = '.config/Claude/claude_desktop_config.json'
const config = (servers: object) => JSON.stringify({ mcpServers: servers }, null, 1)

beforeEach(() => {
  home.write(claude, config({ github: { command: 'npx', env: { GITHUB_TOKEN: token } } }))
  home.write('project/.mcp.json', config({ x: { env: { GITHUB_TOKEN: '${vault:GITHUB_TOKEN}' } } }))
})

async function run(
  paths: readonly string[],
  options: { json?: boolean; fingerprint?: (value: Buffer) => string | undefined } = {},
) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const io = {
    stdout,
    stderr,
    environment: { HOME: home.path },
    workingDirectory: join(home.path, 'project'),
    platform: 'linux',
  } as unknown as Io
  const code = await scan(io, { paths, json: options.json === true }, options.fingerprint)
  stdout.end()
  stderr.end()
  const told = { code, stdout: await text(stdout), stderr: await text(stderr) }
  expect(told.stdout + told.stderr).not.toContain(token.slice(0, 5))
  return told
}

test('the configurations of clients and of the project are searched, and each finding says how to move it', async () => {
  const { code, stdout, stderr } = await run([])
  expect(code).toBe(1)
  expect(stdout).toBe(
    [
      `${home.path}/${claude}:6: GitHub token of server github: ghp_… (40 characters)`,
      `  move it: mcp-airlock vault import ${home.path}/${claude} --from client --server github`,
      'secrets in plain text: 1, in 1 file; 2 files searched',
      '',
    ].join('\n'),
  )
  expect(stderr).toContain('`mcp-airlock scan --vault`')
})

test('the same as JSON, for programs', async () => {
  const { code, stdout } = await run([], { json: true })
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toEqual({
    files: 2,
    findings: [
      {
        file: `${home.path}/${claude}`,
        line: 6,
        rule: 'github',
        what: 'GitHub token',
        name: 'GITHUB_TOKEN',
        server: 'github',
        inVault: false,
        masked: 'ghp_…',
        length: 40,
        command: `mcp-airlock vault import ${home.path}/${claude} --from client --server github`,
      },
    ],
    notRead: [],
  })
})

test('without a secret the exit code is 0', async () => {
  home.write(claude, config({ github: { env: { GITHUB_TOKEN: '${vault:GITHUB_TOKEN}' } } }))
  expect(await run([])).toMatchObject({
    code: 0,
    stdout: 'no secrets in plain text; 2 files searched\n',
  })
})

test('files and directories that are named are searched instead', async () => {
  home.write('project/src/a.py', `x = 1\nkey = "${token}"\n`)
  home.write('project/.env', `API_TOKEN=${letters(ALNUM, 32, 5)}\n`)
  for (const path of ['.', './', home.path + '/project']) {
    const { code, stdout } = await run([path])
    expect(code).toBe(1)
    expect(stdout).toContain(
      `${home.path}/project/src/a.py:2: GitHub token: ghp_… (40 characters)\n  move it: mcp-airlock vault set GITHUB_TOKEN --scope PROFILE\n`,
    )
    expect(stdout).toContain('.env:1: a secret by the name of its setting: ')
    expect(stdout).toContain('mcp-airlock vault set API_TOKEN --scope PROFILE')
    expect(stdout).toContain('in 2 files; 3 files searched')
  }
})

test('a value of the vault is named by its entry', async () => {
  const value = 'only the vault knows this'
  home.write('project/notes.txt', `say "${value}"\n`)
  const fingerprint = (candidate: Buffer) => (candidate.toString() === value ? 'NOTE' : undefined)
  const { stdout, stderr } = await run(['notes.txt'], { fingerprint })
  expect(stdout).toContain('notes.txt:1: a value of the vault: onl… (25 characters)')
  expect(stdout).toContain('mcp-airlock vault scope NOTE --add PROFILE')
  expect(stdout).not.toContain('vault knows')
  expect(stderr).toBe('')
})

test('names from a file are words of a shell and fit for a terminal', async () => {
  const path = join(home.path, "project/it's o'clock/.mcp.json")
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, config({ 'a\u001b[2J; id $(id)': { env: { K: token } } }))
  const { stdout } = await run([path])
  expect(stdout).not.toContain('\u001b')
  expect(stdout).toContain(
    `vault import '${home.path}/project/it'\\''s o'\\''clock/.mcp.json' --from client --server 'a\\x1b[2J; id $(id)'`,
  )
})

test('a configuration that does not read is searched as text, and that is said', async () => {
  home.write(claude, `{"mcpServers": {"a": {"env": {"A": "${token}"}}, "a": {}}}`)
  const { code, stdout, stderr } = await run([])
  expect(code).toBe(1)
  expect(stdout).toContain(`${claude}:1: GitHub token: ghp_…`)
  expect(stderr).toContain('line 1 repeats a key; it was searched as plain text')
})

test('what was too large is said', async () => {
  home.write('project/big.txt', 'a'.repeat((1 << 20) + 1))
  const { code, stderr } = await run(['big.txt'])
  expect(code).toBe(0)
  expect(stderr).toContain('project/big.txt: not searched, or in part: it is larger than 1 MB')
})

test('a path that does not exist is a mistake', async () => {
  await expect(run(['nothing\u001b'])).rejects.toMatchObject({
    code: 'AIRLOCK_USAGE',
    message: '`nothing\\x1b` does not exist, or cannot be read',
  })
})
