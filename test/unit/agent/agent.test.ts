import { createHmac } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { type AgentClient, connectAgent, type GetRequest } from '../../../src/agent/index.ts'
import { AirlockError } from '../../../src/base/index.ts'
import { entry, FakeVault } from './fakes.ts'
import { cleanUp, get, makeDirectory, PATIENCE, start, unlocked, vaultKey } from './running.ts'

cleanUp()

test('nobody is reached where no agent runs, or where one left its socket', async () => {
  const directory = makeDirectory()
  expect(await connectAgent(`${directory}/none`)).toBeUndefined()
  expect(await connectAgent(directory)).toBeUndefined()
  const { agent } = await start({ directory })
  const token = readFileSync(`${directory}/token`)
  agent?.end('shutdown')
  expect(existsSync(`${directory}/socket`)).toBe(false)
  expect(existsSync(`${directory}/token`)).toBe(false)
  writeFileSync(`${directory}/token`, token, { mode: 0o600 })
  expect(await connectAgent(directory)).toBeUndefined()
})

test("socket and token are this user's alone, and the token is new each time", async () => {
  const directory = makeDirectory()
  const first = await start({ directory })
  const token = readFileSync(`${directory}/token`)
  expect(statSync(`${directory}/token`).mode & 0o777).toBe(0o600)
  expect(statSync(`${directory}/socket`).mode & 0o777).toBe(0o600)
  expect(token.length).toBe(32)
  first.agent?.end('shutdown')
  await start({ directory })
  expect(readFileSync(`${directory}/token`).equals(token)).toBe(false)
})

test('of two that start at the same time one runs', async () => {
  const directory = makeDirectory()
  const both = await Promise.all([start({ directory }), start({ directory })])
  expect(both.filter(({ agent }) => agent !== undefined)).toHaveLength(1)
  expect((await (await both[0].client()).status()).isLocked).toBe(true)
})

test('values come beside the answer, and only then', async () => {
  const { one } = await unlocked()
  const got = await one.get(get())
  expect(got).toEqual({
    kind: 'values',
    values: new Map([
      ['A', Buffer.from('value of A')],
      ['B', Buffer.from('value of B')],
    ]),
    warnings: [],
  })
})

test.each([
  ['missing', { names: ['A', 'C'] }, 'AIRLOCK_VAULT_ENTRY_MISSING'],
  ['out of scope', { names: ['narrow'] }, 'AIRLOCK_VAULT_ENTRY_UNSCOPED'],
  ['of the second factor', { names: ['totp'] }, 'AIRLOCK_VAULT_ENTRY_UNSCOPED'],
  ['overdue', { names: ['old'], refuseOverdue: true }, 'AIRLOCK_VAULT_ENTRY_OVERDUE'],
  ['not approved', { program: 'p2', mayAsk: false }, 'AIRLOCK_VAULT_UNAPPROVED'],
])('each refusal has its own code: %s', async (_name, more, code) => {
  const vault = new FakeVault([
    entry('A'),
    entry('B'),
    entry('narrow', { scopes: ['other'] }),
    entry('totp', { kind: 'totp' }),
    entry('old', { rotated: 0 }),
  ])
  const { one } = await unlocked({ vault })
  const got = await one.get(get(more))
  expect(got).toMatchObject({ kind: 'refused', code })
  expect(got.kind === 'refused' && got.hints.length).toBeGreaterThan(0)
})

test('what the vault says of itself comes beside the values, and beside nothing else', async () => {
  const vault = new FakeVault()
  const { one } = await unlocked({ vault })
  vault.reminded = ['the vault is old']
  expect(await one.get(get())).toMatchObject({ kind: 'values', warnings: ['the vault is old'] })
  const refused = await one.get(get({ program: 'p2', mayAsk: false }))
  expect(JSON.stringify(refused)).not.toContain('the vault is old')
})

test('a locked agent that may not ask refuses', async () => {
  const { client, person } = await start()
  const got = await (await client()).get(get({ mayAsk: false }))
  expect(got).toMatchObject({ kind: 'refused', code: 'AIRLOCK_VAULT_LOCKED' })
  expect(person.unlocks).toEqual([])
})

test('status tells how it stands, to a locked agent too, and does not keep it open', async () => {
  const { one, clock } = await unlocked()
  clock.pass(60_000)
  expect(await one.status()).toMatchObject({
    isLocked: false,
    idleLeftMs: 540_000,
    absoluteLeftMs: 8 * 3_600_000 - 60_000,
    steppedUpMs: 0,
    isAsking: false,
    hardening: { tests: 'none' },
  })
  clock.pass(540_000)
  expect((await one.status()).isLocked).toBe(true)
})

test('list names entries without values, and nothing while it is locked', async () => {
  const { one } = await unlocked()
  expect(await one.list()).toMatchObject({
    kind: 'entries',
    entries: [{ name: 'A', scopes: ['*'], kind: 'secret', isOverdue: false }, { name: 'B' }],
  })
  await one.lock()
  expect(await one.list()).toMatchObject({ kind: 'refused', code: 'AIRLOCK_VAULT_LOCKED' })
})

test('a request that comes after the time has run out is refused, not served', async () => {
  const { one, clock, vault } = await unlocked({ limits: { tickMs: 60_000 } })
  clock.jump(6000)
  const got = await one.get(get({ mayAsk: false }))
  expect(got).toMatchObject({ kind: 'refused', code: 'AIRLOCK_VAULT_LOCKED' })
  expect(vault.isOpen).toBe(false)
})

test('a step-up by the digits of an authenticator is of one connection and passes', async () => {
  const vault = new FakeVault([entry('A'), entry('second', { kind: 'totp' })])
  const { one, clock, client } = await unlocked({ vault })
  expect(await one.reveal('A')).toMatchObject({ kind: 'refused' })
  const code = () => Buffer.from(totpAt(clock.now()))
  expect(await one.stepUp({ ...PATIENCE, code: code() })).toEqual({ kind: 'done' })
  expect(await one.reveal('A')).toMatchObject({ kind: 'values' })
  const two = await client()
  expect(await two.reveal('A')).toMatchObject({ kind: 'refused' })
  expect(await two.stepUp({ ...PATIENCE, code: code() })).toMatchObject({ kind: 'refused' })
  clock.pass(60_000)
  expect(await one.reveal('A')).toMatchObject({ kind: 'refused' })
})

test('wrong digits five times lock it', async () => {
  const vault = new FakeVault([entry('A'), entry('second', { kind: 'totp' })])
  const { one } = await unlocked({ vault })
  const wrong = () => one.stepUp({ ...PATIENCE, code: Buffer.from('00000a') })
  for (let tried = 0; tried < 4; tried += 1)
    expect(await wrong()).toMatchObject({ code: 'AIRLOCK_VAULT_FACTOR' })
  expect((await one.status()).isLocked).toBe(false)
  expect(await wrong()).toMatchObject({ code: 'AIRLOCK_VAULT_DELAYED' })
  expect((await one.status()).isLocked).toBe(true)
})

test('a step-up without digits asks for the key anew', async () => {
  const { one, person } = await unlocked()
  const wrong = one.stepUp(PATIENCE)
  await person.asked(1)
  person.unlocks[0]?.answer(Buffer.alloc(32, 1))
  expect(await wrong).toMatchObject({ kind: 'refused' })
  const right = one.stepUp(PATIENCE)
  await person.asked(2)
  person.unlocks[1]?.answer(vaultKey())
  expect(await right).toEqual({ kind: 'done' })
  expect(await one.reveal('B')).toMatchObject({ kind: 'values' })
})

test('only a step-up insists on a person', async () => {
  const { client, person } = await start()
  const got = (await client()).get(get())
  await person.asked(1)
  expect(person.unlocks[0]?.byPerson).toBe(false)
  person.unlocks[0]?.answer(vaultKey())
  await got
  const one = await client()
  const stepped = one.stepUp(PATIENCE)
  await person.asked(2)
  expect(person.unlocks[1]?.byPerson).toBe(true)
  person.unlocks[1]?.answer(vaultKey())
  expect(await stepped).toEqual({ kind: 'done' })
})

test('shutdown answers, then ends', async () => {
  const { one, ends, vault, directory } = await unlocked()
  await one.shutdown()
  await expect.poll(() => ends).toEqual(['shutdown'])
  expect(vault.isOpen).toBe(false)
  expect(existsSync(`${directory}/socket`)).toBe(false)
})

test('an agent that is locked and forgotten ends', async () => {
  const { clock, ends } = await unlocked()
  clock.pass(600_000)
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(ends).toEqual([])
  clock.pass(600_000)
  await expect.poll(() => ends).toEqual(['idle'])
})

test('a vault that was tampered with meanwhile locks the agent', async () => {
  const { one, vault } = await unlocked()
  vault.entries = () => {
    throw new AirlockError('AIRLOCK_VAULT_TAMPERED', { message: 'changed' })
  }
  expect(await one.get(get())).toMatchObject({ code: 'AIRLOCK_VAULT_TAMPERED' })
  expect((await one.status()).isLocked).toBe(true)
})

test('a fault of a port is a refusal, and the agent lives', async () => {
  const { one, vault } = await unlocked()
  vault.read = () => {
    throw new TypeError('oh\u001b[31m')
  }
  const got = await one.get(get())
  expect(got).toMatchObject({ code: 'AIRLOCK_VAULT_LOCKED' })
  expect(got.kind === 'refused' && got.message).toContain('oh\\x1b[31m')
  expect((await one.status()).isLocked).toBe(false)
})

test('a token that was changed is seen by the client, before it says anything', async () => {
  const { directory } = await start()
  writeFileSync(`${directory}/token`, Buffer.alloc(32))
  await expect(connectAgent(directory)).rejects.toMatchObject({
    code: 'AIRLOCK_VAULT_PERMISSIONS',
  })
})

test.each([
  ['directory', '', 0o755],
  ['socket', '/socket', 0o666],
  ['token', '/token', 0o644],
])('a client refuses a loosened %s', async (_name, path, mode) => {
  const { directory } = await start()
  chmodSync(directory + path, mode)
  await expect(connectAgent(directory)).rejects.toMatchObject({ code: 'AIRLOCK_PATH_REFUSED' })
  chmodSync(directory, 0o700)
})

test('an agent refuses a loosened directory: it does not start, and takes nobody any more', async () => {
  const loose = makeDirectory()
  chmodSync(loose, 0o770)
  await expect(start({ directory: loose })).rejects.toMatchObject({ code: 'AIRLOCK_PATH_REFUSED' })
  const { directory } = await start()
  chmodSync(directory, 0o755)
  const peer = connect(`${directory}/socket`)
  const answered: unknown[] = []
  peer.on('data', (chunk) => answered.push(chunk))
  peer.write(Buffer.concat([Buffer.from('mcp-airlock agent/2\n'), Buffer.alloc(32, 9)]))
  const begun = performance.now()
  await new Promise<void>((resolve) => peer.on('close', () => resolve()).on('error', () => {}))
  expect(answered).toEqual([])
  expect(performance.now() - begun).toBeLessThan(5000)
  chmodSync(directory, 0o700)
})

test('peers are bounded, silent ones go, and the next one is served', async () => {
  const { directory, client } = await start({ limits: { silenceMs: 300 } })
  const silent = Array.from({ length: 100 }, () => connect(`${directory}/socket`))
  let gone = 0
  for (const one of silent) one.on('close', () => (gone += 1)).on('error', () => undefined)
  await expect.poll(() => gone).toBeGreaterThanOrEqual(36)
  await expect.poll(() => gone, { timeout: 3000 }).toBe(100)
  expect((await (await client()).status()).isLocked).toBe(true)
})

test('a client that is silent after the handshake, or after an answer, is hung up on', async () => {
  const { client } = await start({ limits: { silenceMs: 60 } })
  const [silent, idle] = [await client(), await client()]
  await idle.status()
  await new Promise((resolve) => setTimeout(resolve, 300))
  for (const one of [silent, idle])
    await expect(one.status()).rejects.toMatchObject({ code: 'AIRLOCK_VAULT_LOCKED' })
})

test.each([
  ['no verb', {}],
  ['an unknown verb', { verb: 'open' }],
  ['no names', { ...get(), verb: 'get', names: undefined }],
  ['too many names', { ...get(), verb: 'get', names: Array(300).fill('A') }],
  ['a wait that is no number', { ...get(), verb: 'get', waitMs: 'long' }],
  ['a list', []],
])('whoever says what no client says is hung up on: %s', async (_name, said) => {
  const { client } = await start()
  const one = await client()
  await expect(sayRaw(one, said)).rejects.toMatchObject({ code: 'AIRLOCK_VAULT_LOCKED' })
})

/** Through a method of the client that sends what it is given. */
function sayRaw(client: AgentClient, said: object): Promise<unknown> {
  const request = { verb: undefined, ...said }
  return client.get(request as unknown as GetRequest)
}

function totpAt(now: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)))
  const mac = createHmac('sha1', '12345678901234567890').update(counter).digest()
  const at = (mac[19] ?? 0) & 15
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
