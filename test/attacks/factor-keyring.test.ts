import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FactorRecord } from '../../src/factor/index.ts'
import { type Device, startBus, startKeyring } from '../support/factor-devices.ts'

const root = join(import.meta.dirname, '..', '..')
const place = { directory: '', program: '' }

/** The keyring's client belongs to a whole process, which finds the session bus when it starts: each call is one. */
const SCRIPT = `
import { enrol, forgetKeyring, present } from '${root}/src/factor/index.ts'
const [verb, argument] = process.argv.slice(2)
const show = (key) => key.toString('hex')
const start = performance.now()
const answer = async () => {
  if (verb === 'forget') return forgetKeyring(JSON.parse(argument))
  if (verb === 'present') return show(await present(JSON.parse(argument), { environment: {} }))
  const { record, key } = await enrol('keyring', { vault: 'vault-id', slot: argument })
  return { record, key: show(key) }
}
answer().then(
  (done) => console.log(JSON.stringify({ done, ms: performance.now() - start })),
  ({ code, message, hints }) => console.log(JSON.stringify({ refused: { code, message, hints } })),
)`

interface Answer {
  readonly done?: unknown
  readonly refused?: { readonly code: string; readonly message: string; readonly hints: string[] }
}

beforeAll(async () => {
  place.directory = mkdtempSync(join(tmpdir(), 'keyring-'))
  place.program = join(place.directory, 'keyring.cjs')
  const source = join(place.directory, 'source.mjs')
  writeFileSync(source, SCRIPT)
  await build({
    entryPoints: [source],
    outfile: place.program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    nodePaths: [join(root, 'node_modules')],
    external: ['@napi-rs/keyring'],
    supported: { 'dynamic-import': false },
    logLevel: 'error',
  })
})
afterAll(() => rmSync(place.directory, { recursive: true, force: true }))

test('an unlocked keyring keeps the secret, also over its restart', async () => {
  await withBus('kept', async (bus, home) => {
    const first = await startKeyring(home, bus, 'login password')
    const one = enrolled(ask(bus, 'enrol', 'slot-1'))
    const two = enrolled(ask(bus, 'enrol', 'slot-2'))
    expect(one.record).toMatchObject({
      type: 'keyring',
      service: 'mcp-airlock',
      account: 'vault-id/slot-1',
    })
    expect(one.key).toMatch(/^[0-9a-f]{64}$/)
    expect(one.key).not.toBe(two.key)
    expect(ask(bus, 'present', one.record).done).toBe(one.key)
    await first.stop()
    const second = await startKeyring(home, bus, 'login password')
    expect(ask(bus, 'present', one.record).done).toBe(one.key)
    expect(ask(bus, 'present', two.record).done).toBe(two.key)
    await second.stop()
  })
})

test('a locked keyring refuses with what to do, and opens again when it is unlocked', async () => {
  await withBus('locked', async (bus, home) => {
    const open = await startKeyring(home, bus, 'login password')
    const { record, key } = enrolled(ask(bus, 'enrol', 'slot'))
    await open.stop()
    const locked = await startKeyring(home, bus)
    for (const answer of [ask(bus, 'present', record), ask(bus, 'enrol', 'another')])
      expect(answer.refused).toMatchObject({
        code: 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE',
        message: 'the keyring is locked',
        hints: [expect.stringContaining('unlock the keyring')],
      })
    await locked.stop()
    const again = await startKeyring(home, bus, 'login password')
    expect(ask(bus, 'present', record).done).toBe(key)
    await again.stop()
  })
})

test('an entry that was taken out is missing, one that is something else is refused', async () => {
  await withBus('gone', async (bus, home) => {
    const keyring = await startKeyring(home, bus, 'login password')
    const { record } = enrolled(ask(bus, 'enrol', 'slot'))
    store(bus, record, 'no 32 bytes')
    expect(ask(bus, 'present', record).refused?.code).toBe('AIRLOCK_VAULT_FACTOR')
    expect(ask(bus, 'forget', record).done).toBe(true)
    expect(ask(bus, 'forget', record).done).toBe(false)
    expect(ask(bus, 'present', record).refused).toMatchObject({
      code: 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE',
      message: expect.stringContaining('no entry'),
    })
    await keyring.stop()
  })
})

test('without a keyring on the bus, and without a bus, nothing is kept anywhere else', async () => {
  const record = { type: 'keyring', service: 'mcp-airlock', account: 'x/y', salt: 'AA' } as const
  await withBus('empty', (bus) => {
    for (const place of [bus, { environment: {}, stop: () => Promise.resolve() }])
      for (const answer of [ask(place, 'enrol', 'slot'), ask(place, 'present', record)])
        expect(answer.refused).toMatchObject({
          code: 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE',
          message: expect.stringMatching(/no session bus|no keyring on the session bus/),
          hints: expect.arrayContaining([
            expect.stringContaining('sudo apt-get install gnome-keyring'),
          ]),
        })
    return Promise.resolve()
  })
})

test('without the optional package the hint says what to install', () => {
  const refused = ask(undefined, 'enrol', 'slot', '/nonexistent').refused
  expect(refused).toMatchObject({
    code: 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE',
    hints: [expect.stringContaining('npm install')],
  })
})

async function withBus(
  name: string,
  work: (bus: Device, home: string) => Promise<void>,
): Promise<void> {
  const home = join(place.directory, name)
  mkdirSync(home, { mode: 0o700 })
  const bus = await startBus(home)
  try {
    await work(bus, home)
  } finally {
    await bus.stop()
  }
}

function ask(
  bus: Device | undefined,
  verb: 'enrol' | 'present' | 'forget',
  argument: string | FactorRecord,
  modules = join(root, 'node_modules'),
): Answer {
  const text = typeof argument === 'string' ? argument : JSON.stringify(argument)
  const env = { PATH: process.env['PATH'], NODE_PATH: modules, HOME: place.directory }
  const output = execFileSync(process.execPath, [place.program, verb, text], {
    env: { ...env, ...bus?.environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(output.toString())
}

function enrolled(answer: Answer): { readonly record: FactorRecord; readonly key: string } {
  expect(answer.refused).toBeUndefined()
  return answer.done as { record: FactorRecord; key: string }
}

/** As another program of the session would: everything in an unlocked keyring is open to it. */
function store(bus: Device, record: FactorRecord, value: string): void {
  const script = `const { Entry } = require('@napi-rs/keyring')
    const store = { linux: { store: 'secret-service' } }
    new Entry(...${JSON.stringify([record['service'], record['account']])}, store).setPassword('${value}')`
  execFileSync(process.execPath, ['-e', script], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...bus.environment },
  })
}
