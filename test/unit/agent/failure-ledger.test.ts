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

test('the first attempt is free', () => {
  const { ledger } = make()
  expect(ledger.delayMs(NOW)).toBe(0)
})

test('the delay doubles, and every fifth failure takes a quarter of an hour', () => {
  const { ledger } = make()
  const delays = Array.from({ length: 11 }, () => {
    ledger.failed(NOW)
    return ledger.delayMs(NOW)
  })
  const hard = 15 * 60_000
  expect(delays).toEqual([250, 500, 1000, 2000, hard, 8000, 16_000, 30_000, 30_000, hard, 30_000])
})

test('it passes with time, and not before', () => {
  const { ledger } = make()
  for (let tried = 0; tried < 5; tried += 1) ledger.failed(NOW)
  expect(ledger.delayMs(NOW + 15 * 60_000 - 1)).toBe(1)
  expect(ledger.delayMs(NOW + 15 * 60_000)).toBe(0)
})

test('another process knows of it, and a success forgets it', () => {
  const { ledger, directory, path } = make()
  ledger.failed(NOW)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  const other = new FailureLedger(directory)
  expect(other.delayMs(NOW)).toBe(250)
  other.succeeded()
  expect(ledger.delayMs(NOW)).toBe(0)
  ledger.failed(NOW)
  expect(ledger.delayMs(NOW)).toBe(250)
})

test('a clock that is set back begins the delay anew, and is not waited for', () => {
  const { ledger } = make()
  for (let tried = 0; tried < 5; tried += 1) ledger.failed(NOW)
  const year = 365 * 86_400_000
  expect(ledger.delayMs(NOW - year)).toBe(15 * 60_000)
  expect(ledger.delayMs(NOW - year + 60_000)).toBe(14 * 60_000)
  expect(ledger.delayMs(NOW - year + 15 * 60_000)).toBe(0)
})

test.each([
  ['does not parse', (path: string) => writeFileSync(path, '{', { mode: 0o600 })],
  [
    'counts backwards',
    (path: string) => writeFileSync(path, '{"count":-1,"last":0}', { mode: 0o600 }),
  ],
  ['lacks the time', (path: string) => writeFileSync(path, '{"count":1}', { mode: 0o600 })],
  ['is too long', (path: string) => writeFileSync(path, ' '.repeat(5000), { mode: 0o600 })],
  ['is a link', (path: string) => symlinkSync('/etc/hostname', path)],
  [
    'could be written by others',
    (path: string) => {
      writeFileSync(path, '{"count":0,"last":0}')
      chmodSync(path, 0o666)
    },
  ],
])('a record that %s locks, and says how to mend it', (_name, spoil) => {
  const { ledger, path } = make()
  spoil(path)
  for (const use of [() => ledger.delayMs(NOW), () => ledger.failed(NOW), () => ledger.succeeded()])
    expect(use).toThrow(
      expect.objectContaining({
        code: 'AIRLOCK_VAULT_DELAYED',
        hints: [expect.stringContaining(`rm '${path}'`)],
      }),
    )
})

test('what is written names no more than number and time', () => {
  const { ledger, path } = make()
  ledger.failed(NOW)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ count: 1, last: NOW })
})
