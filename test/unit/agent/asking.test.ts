import { expect, test } from 'vitest'
import { entry, FakeVault } from './fakes.ts'
import { cleanUp, get, PATIENCE, start, unlocked, vaultKey } from './running.ts'

/** Launchers that wait for a person. */

cleanUp()

test('two launchers that ask at once show one question, and both get their values', async () => {
  const { client, person } = await start()
  const [one, two] = [await client(), await client()]
  const places: unknown[] = []
  const first = one.get(get(), (place) => places.push(['one', place.matchCode]))
  await person.asked(1)
  person.unlocks[0]?.onUrl({ url: 'http://localhost:1/', matchCode: 'ABC' })
  const second = two.get(get({ names: ['B'] }), (place) => places.push(['two', place.matchCode]))
  while (places.length < 2) await new Promise(setImmediate)
  expect((await (await client()).status()).isAsking).toBe(true)
  person.unlocks[0]?.answer(vaultKey())
  expect((await first).kind).toBe('values')
  expect((await second).kind).toBe('values')
  expect(person.unlocks).toHaveLength(1)
  expect(places).toEqual([
    ['one', 'ABC'],
    ['two', 'ABC'],
  ])
})

test('one launcher that hangs up leaves the question to the other, the last one takes it away', async () => {
  const { client, person } = await start()
  const [one, two] = [await client(), await client()]
  const first = one.get(get()).catch((error: unknown) => error)
  await person.asked(1)
  const second = two.get(get()).catch((error: unknown) => error)
  while (!(await (await client()).status()).isAsking) await new Promise(setImmediate)
  one.close()
  expect(await first).toMatchObject({ code: 'AIRLOCK_VAULT_LOCKED' })
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(person.unlocks[0]?.signal.aborted).toBe(false)
  two.close()
  await second
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(person.unlocks[0]?.signal.aborted).toBe(true)
  expect((await (await client()).status()).isAsking).toBe(false)
})

test('a key that comes after everybody has gone opens nothing and is wiped', async () => {
  const { client, person } = await start()
  const key = vaultKey()
  const waiting = (await client()).get(get({ waitMs: 40 }))
  await person.asked(1)
  const late = person.unlocks[0]
  late?.signal.addEventListener('abort', () => late.answer(key), { once: true })
  expect(await waiting).toMatchObject({ kind: 'refused', code: 'AIRLOCK_VAULT_LOCKED' })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect((await (await client()).status()).isLocked).toBe(true)
})

test('the whole answer comes within the time that the launcher has', async () => {
  const { client, person } = await start()
  const begun = performance.now()
  const got = await (await client()).get(get({ waitMs: 150 }))
  expect(performance.now() - begun).toBeLessThan(1000)
  expect(got).toMatchObject({ kind: 'refused', code: 'AIRLOCK_VAULT_LOCKED' })
  expect(person.unlocks).toHaveLength(1)
})

test.each([
  ['cancelled', 'AIRLOCK_VAULT_LOCKED'],
  ['timeout', 'AIRLOCK_VAULT_LOCKED'],
  ['unavailable', 'AIRLOCK_VAULT_LOCKED'],
  ['delayed', 'AIRLOCK_VAULT_DELAYED'],
] as const)('a person who does not unlock is told on: %s', async (refused, code) => {
  const { client, person } = await start()
  const got = (await client()).get(get())
  await person.asked(1)
  person.unlocks[0]?.answer({ refused, hints: ['the way out'] })
  expect(await got).toMatchObject({ kind: 'refused', code, hints: ['the way out'] })
})

test('unlocking in a terminal serves the launchers that wait, and takes their question away', async () => {
  const { client, person } = await start()
  const waiting = (await client()).get(get())
  await person.asked(1)
  const terminal = await client()
  await terminal.unlock({ ...PATIENCE, vaultKey: vaultKey() })
  expect((await waiting).kind).toBe('values')
  expect(person.unlocks[0]?.signal.aborted).toBe(true)
})

test('a wrong key is refused, and so is another one than the agent holds', async () => {
  const { client } = await start()
  const wrong = { ...PATIENCE, vaultKey: Buffer.alloc(32) }
  expect(await (await client()).unlock(wrong)).toMatchObject({ code: 'AIRLOCK_VAULT_FACTOR' })
  await (await client()).unlock({ ...PATIENCE, vaultKey: vaultKey() })
  expect(await (await client()).unlock(wrong)).toMatchObject({ code: 'AIRLOCK_VAULT_LOCKED' })
  expect((await (await client()).status()).isLocked).toBe(false)
})

test('a first use asks; always is remembered for this profile and program alone', async () => {
  const { one, person, vault } = await unlocked()
  const got = one.get(get({ program: 'p2' }))
  await person.asked(1)
  expect(person.approvals[0]).toMatchObject({ profile: 'notes', program: 'p2', names: ['A', 'B'] })
  person.approvals[0]?.answer('always')
  expect((await got).kind).toBe('values')
  expect(vault.approved).toEqual([
    { names: ['A', 'B'], release: { profile: 'notes', program: 'p2' } },
  ])
  expect((await one.get(get({ program: 'p2', mayAsk: false }))).kind).toBe('values')
  const other = await one.get(get({ profile: 'mail', program: 'p2', mayAsk: false }))
  expect(other).toMatchObject({ code: 'AIRLOCK_VAULT_UNAPPROVED' })
})

test('once is for the one launcher that asked', async () => {
  const { one, person, vault, client } = await unlocked()
  const two = await client()
  const first = one.get(get({ program: 'p2' }))
  await person.asked(1)
  const second = two.get(get({ program: 'p2' }))
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(person.approvals).toHaveLength(1)
  person.approvals[0]?.answer('once')
  expect((await first).kind).toBe('values')
  await person.asked(2)
  person.approvals[1]?.answer('no')
  expect(await second).toMatchObject({ code: 'AIRLOCK_VAULT_UNAPPROVED' })
  expect(vault.approved).toEqual([])
})

test('two different questions are put one after the other', async () => {
  const { client, person } = await start()
  const waiting = (await client()).get(get({ program: 'p2' }))
  const other = (await client()).get(get({ program: 'p3' }))
  await person.asked(1)
  person.unlocks[0]?.answer(vaultKey())
  await person.asked(2)
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(person.approvals).toHaveLength(1)
  person.approvals[0]?.answer('no')
  await person.asked(3)
  person.approvals[1]?.answer('no')
  expect((await waiting).kind).toBe('refused')
  expect((await other).kind).toBe('refused')
})

test('a vault that was locked while a person thought is unlocked anew', async () => {
  const { one, person, client } = await unlocked()
  const got = one.get(get({ program: 'p2' }))
  await person.asked(1)
  await (await client()).lock()
  person.approvals[0]?.answer('always')
  await person.asked(2)
  person.unlocks[0]?.answer(vaultKey())
  expect((await got).kind).toBe('values')
})

test('values that should be replaced soon come with a warning', async () => {
  const day = 86_400_000
  const now = Date.UTC(2030, 0, 1)
  const vault = new FakeVault([
    entry('A', { rotated: now - 23 * day }),
    entry('B', { rotated: now - 24 * day }),
  ])
  const { one } = await unlocked({ vault })
  const got = await one.get(get())
  expect(got.kind === 'values' && got.warnings).toEqual([
    'the secret `B` is to be rotated within 6 days: mcp-airlock vault rotate B',
  ])
})

test('variables that could choose the code of a prompt do not reach it', async () => {
  const { client, person } = await start()
  const display = { DISPLAY: ':1', LD_PRELOAD: '/tmp/x.so', PATH: '/tmp' }
  const got = (await client()).get(get({ display }))
  await person.asked(1)
  expect(person.unlocks[0]?.display).toEqual({ DISPLAY: ':1' })
  person.unlocks[0]?.answer({ refused: 'cancelled', hints: [] })
  await got
})
