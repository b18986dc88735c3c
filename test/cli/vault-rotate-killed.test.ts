import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import {
  greet,
  makeVaultHome,
  must,
  SILENT,
  type VaultHome,
  valuesOf,
} from '../support/vault-home.ts'

/** `vault rotate --check` that is killed: a value that no server has started with is never the one in force. */

let home: VaultHome
beforeAll(async () => {
  home = await makeVaultHome()
  const server = join(home.path, 'picky/server.mjs')
  home.write('picky/server.mjs', SERVER)
  home.write('picky/package.json', '{ "type": "module" }')
  home.profile(
    {
      command: ['node', server],
      env: { KEY: '${vault:key}', OTHER: '${vault:other}' },
      pins: 'off',
      secrets: { overdue: 'refuse' },
    },
    '.config/mcp-airlock/profiles/picky.jsonc',
  )
  for (const name of ['key', 'other'])
    await must(vault(['set', name, '--scope', 'picky'], 'good-old-value'))
  await must(home.call('unlock', ...SILENT))
  await must(vault(['approve', 'picky']))
})
afterEach(async () => {
  await expect.poll(running, { timeout: 10_000 }).toEqual([])
})
afterAll(async () => {
  await home.end()
})

const vault = (args: readonly string[], input?: string) =>
  home.vault(['vault', ...args, ...SILENT], input)
const value = async () => (await valuesOf(home))['key']

/** Command lines of this home's server and of launchers for it. */
function running(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return line.includes(`${home.path}/picky`) || /mcp-airlock.js \w+ picky/.test(line)
          ? [line]
          : []
      } catch {
        return []
      }
    })
}

const serverRuns = () => running().some((line) => /^\S*node \S+picky\/server\.mjs/.test(line))

/** Begins a rotation; what comes back kills it. */
async function rotating(input: string): Promise<() => Promise<void>> {
  home.write('next', input)
  home.write('pid', '')
  const ended = home.callBehind(
    ['sh', '-c', 'echo $$ >pid; exec "$@" <next', 'sh'],
    ...['vault', 'rotate', 'key', '--check', 'picky', ...SILENT],
  )
  const pid = () => Number(readFileSync(join(home.path, 'pid'), 'utf8'))
  await expect.poll(pid).toBeGreaterThan(1)
  return async () => {
    try {
      process.kill(pid(), 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
    await ended
  }
}

test('killed while the server is tried, the old value is the one in force, as it was meanwhile', async () => {
  const kill = await rotating('hang-new-value')
  await expect.poll(serverRuns, { timeout: 10_000 }).toBe(true)
  // Whoever starts a server meanwhile gets what is known to be good.
  expect(await value()).toBe('good-old-value')
  await kill()
  expect(await value()).toBe('good-old-value')
})

test.each([40, 120, 200, 280, 360, 440, 520, 600, 700, 850])(
  'killed after %d ms, a value is in force that a server has started with',
  async (ms) => {
    for (const input of [`evil-${ms}`, `good-${ms}`]) {
      const before = await value()
      const kill = await rotating(input)
      await new Promise((resolve) => setTimeout(resolve, ms))
      await kill()
      expect([before, `good-${ms}`]).toContain(await value())
    }
  },
)

test('two values that are overdue are replaced one after the other, where the profile refuses such', async () => {
  const keys = execFileSync('age-keygen', { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  home.write('identity', keys)
  const old = { value: 'good-but-old', rotated: 1 }
  execFileSync('age', ['-r', String(/age1\w+/.exec(keys)), '-o', join(home.path, 'old.age')], {
    input: JSON.stringify({ key: old, other: old }),
  })
  await must(vault(['import', 'old.age', '--identity', 'identity', '--replace']))
  const refused = home.run('picky')
  expect(JSON.stringify(await greet(refused))).toContain('past the rotation')
  refused.kill('SIGKILL')
  await refused.ended
  for (const name of ['key', 'other'])
    await must(vault(['rotate', name, '--check', 'picky'], `good-${name}`))
  expect(await valuesOf(home)).toMatchObject({ key: 'good-key', other: 'good-other' })
})

test('left alone it is kept, as old as the rotation', async () => {
  await must(vault(['rotate', 'key', '--check', 'picky'], 'good-at-last'))
  expect(await value()).toBe('good-at-last')
})

test('the new value is in no argument and no environment but that of the server', async () => {
  const kill = await rotating('hang-in-no-argument')
  await expect.poll(serverRuns, { timeout: 10_000 }).toBe(true)
  const holders = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) =>
      ['cmdline', 'environ'].flatMap((file) => {
        try {
          return readFileSync(`/proc/${pid}/${file}`).includes('hang-in-no-argument')
            ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')]
            : []
        } catch {
          return []
        }
      }),
    )
  await kill()
  for (const line of holders) expect(line).toContain('picky/server.mjs')
  expect(holders.length).toBeGreaterThan(0)
})

/** A server that ends at once with a key that is not good, and says nothing with one that hangs. */
const SERVER = `
const key = process.env.KEY
if (!key.startsWith('good') && !key.startsWith('hang')) process.exit(1)
process.stdin.on('data', (chunk) => {
  const { id, method } = JSON.parse(String(chunk).split('\\n')[0])
  if (method !== 'initialize' || key.startsWith('hang')) return
  const serverInfo = { name: 'picky', version: '1' }
  const result = { protocolVersion: '2025-06-18', capabilities: {}, serverInfo }
  console.log(JSON.stringify({ jsonrpc: '2.0', id, result }))
})
`
