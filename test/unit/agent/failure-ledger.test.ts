import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { FailureLedger } from '../../../src/agent/index.ts'

const undo: (() => void)[] = []
afterEach(() => {
  for (const one of undo.splice(0)) one()
})

function make() {
  const directory = mkdtempSync(join(tmpdir(), 'airlock-ledger-'))
  undo.push(() => rmSync(directory, { recursive: true, force: true }))
  return { directory, path: `${directory}/failures.json`, ledger: new FailureLedger(directory) }
}

const NOW = Date.UTC(2030, 0, 1)

test('the first attempt is free', async () => {
  const { ledger } = make()
  expect(await ledger.delayMs(NOW)).toBe(0)
})

test('the delay doubles, and every fifth failure takes a quarter of an hour', async () => {
  const { ledger } = make()
  const delays: number[] = []
  let now = NOW
  for (let tried = 0; tried < 11; tried += 1) {
    await ledger.failed(now)
    delays.push(await ledger.delayMs(now))
    now += delays.at(-1) ?? 0
  }
  const hard = 15 * 60_000
  expect(delays).toEqual([250, 500, 1000, 2000, hard, 8000, 16_000, 30_000, 30_000, hard, 30_000])
})

test('who fails at the same moment as the fifth does not end the long delay', async () => {
  const { ledger } = make()
  for (let tried = 0; tried < 7; tried += 1) await ledger.failed(NOW + tried)
  // The fifth was at four milliseconds past.
  expect(await ledger.delayMs(NOW + 10)).toBe(15 * 60_000 - 6)
  expect(await ledger.delayMs(NOW + 4 + 15 * 60_000)).toBe(0)
  await ledger.failed(NOW + 16 * 60_000)
  expect(await ledger.delayMs(NOW + 16 * 60_000)).toBe(30_000)
  for (let tried = 0; tried < 3; tried += 1) await ledger.failed(NOW + 16 * 60_000)
  expect(await ledger.delayMs(NOW)).toBe(15 * 60_000)
})

test('of attempts side by side the one that looked at the clock first may be written last', async () => {
  const { ledger } = make()
  for (let tried = 6; tried > 0; tried -= 1) await ledger.failed(NOW + tried)
  expect(await ledger.delayMs(NOW + 10)).toBe(15 * 60_000 - 8)
  expect(await ledger.delayMs(NOW + 1)).toBe(15 * 60_000)
})

test('it passes with time, and not before', async () => {
  const { ledger } = make()
  for (let tried = 0; tried < 5; tried += 1) await ledger.failed(NOW)
  expect(await ledger.delayMs(NOW + 15 * 60_000 - 1)).toBe(1)
  expect(await ledger.delayMs(NOW + 15 * 60_000)).toBe(0)
})

test('another process knows of it, and a success forgets it', async () => {
  const { ledger, directory, path } = make()
  await ledger.failed(NOW)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  const other = new FailureLedger(directory)
  expect(await other.delayMs(NOW)).toBe(250)
  await other.succeeded()
  expect(await ledger.delayMs(NOW)).toBe(0)
  await ledger.failed(NOW)
  expect(await ledger.delayMs(NOW)).toBe(250)
})

test('a clock that is set back begins the delay anew, and is not waited for', async () => {
  const { ledger } = make()
  for (let tried = 0; tried < 5; tried += 1) await ledger.failed(NOW)
  const year = 365 * 86_400_000
  expect(await ledger.delayMs(NOW - year)).toBe(15 * 60_000)
  expect(await ledger.delayMs(NOW - year + 60_000)).toBe(14 * 60_000)
  expect(await ledger.delayMs(NOW - year + 15 * 60_000)).toBe(0)
})

test.each([
  ['does not parse', (path: string) => writeFileSync(path, '{', { mode: 0o600 })],
  [
    'counts backwards',
    (path: string) => writeFileSync(path, '{"count":-1,"last":0}', { mode: 0o600 }),
  ],
  ['lacks the time', (path: string) => writeFileSync(path, '{"count":1}', { mode: 0o600 })],
  ['is too long', (path: string) => writeFileSync(path, ' '.repeat(5000), { mode: 0o600 })],
  [
    'began a delay at no time',
    (path: string) => writeFileSync(path, '{"count":6,"last":1,"hard":-2}', { mode: 0o600 }),
  ],
  ['is a link', (path: string) => symlinkSync('/etc/hostname', path)],
  [
    'could be written by others',
    (path: string) => {
      writeFileSync(path, '{"count":0,"last":0}')
      chmodSync(path, 0o666)
    },
  ],
])('a record that %s locks, and says how to mend it', async (_name, spoil) => {
  const { ledger, path } = make()
  spoil(path)
  for (const use of [() => ledger.delayMs(NOW), () => ledger.failed(NOW), () => ledger.succeeded()])
    await expect(use()).rejects.toThrow(
      expect.objectContaining({
        code: 'AIRLOCK_VAULT_DELAYED',
        hints: [expect.stringContaining(`rm '${path}'`)],
      }),
    )
})

test('what is written names no more than number and time', async () => {
  const { ledger, path } = make()
  await ledger.failed(NOW)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ count: 1, last: NOW })
})
