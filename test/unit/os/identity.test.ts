import { userInfo } from 'node:os'
import { expect, test } from 'vitest'
import { callerIdentity } from '../../../src/os/index.ts'

/** Absent for a user without a password entry, which containers have. */
const entry = (() => {
  try {
    return userInfo()
  } catch {
    return { username: String(process.getuid?.()), homedir: '/nonexistent' }
  }
})()

test('the caller is the one of the kernel and the password database', () => {
  expect(callerIdentity({})).toEqual({
    uid: process.getuid?.(),
    gid: process.getgid?.(),
    name: entry.username,
    home: entry.homedir,
    realHome: entry.homedir,
  })
})

test.each([
  ['/elsewhere', '/elsewhere'],
  ['/elsewhere//', '/elsewhere'],
  ['/', '/'],
])('HOME=%s is the home directory %s', (written, home) => {
  expect(callerIdentity({ HOME: written })).toMatchObject({ home, realHome: entry.homedir })
})

test.each(['', 'relative', '~', undefined])('HOME=%s is ignored', (written) => {
  expect(callerIdentity({ HOME: written }).home).toBe(entry.homedir)
})
