import { expect, test } from 'vitest'
import { Custody } from '../../../src/agent/custody.ts'
import { standardLimits } from '../../../src/agent/index.ts'
import { FakeClock, FakeVault } from './fakes.ts'

const MINUTE = 60_000

function make() {
  const clock = new FakeClock()
  const vault = new FakeVault()
  return { clock, vault, custody: new Custody(vault, clock, standardLimits) }
}

async function opened() {
  const parts = make()
  const key = Buffer.from(FakeVault.key)
  expect(await parts.custody.open(key)).toBe(true)
  return { ...parts, key }
}

test('it is locked until it is opened', async () => {
  const { custody } = make()
  expect(custody.isOpen()).toBe(false)
  expect(custody.leftMs()).toBeUndefined()
})

test('locking wipes the key and tells the vault', async () => {
  const { custody, vault, key } = await opened()
  custody.lock()
  expect(custody.isOpen()).toBe(false)
  expect(key.equals(Buffer.alloc(32))).toBe(true)
  expect(vault.isOpen).toBe(false)
})

test('a vault that opens and fails at what comes after is locked again', async () => {
  const { custody, vault } = make()
  const open = vault.open.bind(vault)
  vault.open = async (key) => {
    await open(key)
    throw new Error('nothing can be remembered')
  }
  await expect(custody.open(Buffer.from(FakeVault.key))).rejects.toThrow('remembered')
  expect(vault.isOpen).toBe(false)
})

test('a wrong key is wiped, and opens nothing', async () => {
  const { custody } = make()
  const key = Buffer.alloc(32, 9)
  await expect(custody.open(key)).rejects.toMatchObject({ code: 'AIRLOCK_VAULT_FACTOR' })
  expect(key.equals(Buffer.alloc(32))).toBe(true)
  expect(custody.isOpen()).toBe(false)
})

test('ten minutes without use lock it, and ten more without a question end it', async () => {
  const { custody, clock, key } = await opened()
  clock.pass(9 * MINUTE)
  custody.use()
  clock.pass(9 * MINUTE)
  expect(custody.isOpen()).toBe(true)
  clock.pass(1 * MINUTE)
  expect(custody.isForgotten()).toBe(false)
  expect(custody.isOpen()).toBe(false)
  expect(key.equals(Buffer.alloc(32))).toBe(true)
  clock.pass(10 * MINUTE)
  expect(custody.isForgotten()).toBe(true)
})

test('eight hours lock it however busy it was', async () => {
  const { custody, clock } = await opened()
  for (let passed = 0; passed < 479; passed += 1) {
    clock.pass(MINUTE)
    expect(custody.isOpen()).toBe(true)
    custody.use()
  }
  clock.pass(MINUTE)
  expect(custody.isOpen()).toBe(false)
})

test.each([
  ['asleep for six seconds', 6000, false],
  ['set back by six seconds', -6000, false],
  ['set by four seconds, as a time server does', 4000, true],
])('a clock on the wall that was %s', async (_name, jump, isOpen) => {
  const { custody, clock } = await opened()
  clock.jump(jump)
  expect(custody.isOpen()).toBe(isOpen)
})

test('a clock that is slewed by four seconds an hour is no jump', async () => {
  const { custody, clock } = await opened()
  for (let hour = 0; hour < 70; hour += 1) {
    clock.pass(6 * MINUTE)
    clock.jump(400)
    expect(custody.isOpen()).toBe(true)
    custody.use()
  }
})

test('a lock that comes while it opens wins', async () => {
  const { custody, vault } = make()
  const key = Buffer.from(FakeVault.key)
  const opening = custody.open(key)
  await new Promise(setImmediate)
  expect(vault.isOpen).toBe(true)
  const late = make()
  late.vault.hold()
  const key2 = Buffer.from(FakeVault.key)
  const held = late.custody.open(key2)
  await new Promise(setImmediate)
  late.custody.lock()
  late.vault.release()
  expect(await held).toBe(false)
  expect(late.custody.isOpen()).toBe(false)
  expect(late.vault.isOpen).toBe(false)
  expect(key2.equals(Buffer.alloc(32))).toBe(true)
  expect(await opening).toBe(true)
})

test('two that open at the same time leave one whole key', async () => {
  const { custody } = make()
  const keys = [Buffer.from(FakeVault.key), Buffer.from(FakeVault.key)]
  expect(await Promise.all(keys.map((key) => custody.open(key)))).toEqual([true, true])
  expect(keys[0]?.equals(FakeVault.key)).toBe(true)
  expect(keys[1]?.equals(Buffer.alloc(32))).toBe(true)
  expect(custody.isOpen()).toBe(true)
})

test('another key than the one that is held is not taken', async () => {
  const { custody } = await opened()
  expect(await custody.open(Buffer.alloc(32, 3))).toBe(false)
  expect(custody.isOpen()).toBe(true)
})

test('the same key once more begins the times anew', async () => {
  const { custody, clock } = await opened()
  for (let passed = 0; passed < 470; passed += 5) {
    clock.pass(5 * MINUTE)
    custody.use()
  }
  expect(await custody.open(Buffer.from(FakeVault.key))).toBe(true)
  clock.pass(9 * MINUTE)
  custody.use()
  clock.pass(9 * MINUTE)
  expect(custody.isOpen()).toBe(true)
})
