import { expect, test } from 'vitest'
import { directoriesOf } from '../../../src/app/directories.ts'
import type { Io } from '../../../src/app/index.ts'
import { callerIdentity } from '../../../src/os/index.ts'

const of = (environment: Io['environment']) =>
  directoriesOf({ environment, packageRoot: '/opt/airlock' } as Io)
/** Of the password database; a user without an entry has none (test/unit/os/identity.test.ts). */
const { realHome } = callerIdentity({})

test('HOME alone is enough', () => {
  expect(of({ HOME: '/home/a' })).toMatchObject({
    caller: { home: '/home/a', uid: process.getuid?.() },
    profiles: '/home/a/.config/mcp-airlock/profiles',
    shippedProfiles: '/opt/airlock/profiles',
    store: '/home/a/.local/share/mcp-airlock/store',
  })
})

test('without HOME the password database says where', () => {
  expect(of({}).profiles).toBe(`${realHome}/.config/mcp-airlock/profiles`)
})

test('the XDG variables win, unless they are relative', () => {
  const environment = { HOME: '/home/a', XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d' }
  expect(of(environment)).toMatchObject({
    profiles: '/c/mcp-airlock/profiles',
    store: '/d/mcp-airlock/store',
  })
  expect(of({ HOME: '/home/a', XDG_CONFIG_HOME: 'c', XDG_DATA_HOME: '' })).toMatchObject({
    profiles: '/home/a/.config/mcp-airlock/profiles',
    store: '/home/a/.local/share/mcp-airlock/store',
  })
})

test('no server may see configuration, data, state or what the launcher runs and reads', () => {
  expect(of({ HOME: '/home/a', XDG_STATE_HOME: '/s' }).own).toEqual([
    '/home/a/.config/mcp-airlock',
    '/home/a/.local/share/mcp-airlock',
    '/s/mcp-airlock',
    '/opt/airlock/bin',
    '/opt/airlock/dist',
    '/opt/airlock/profiles',
  ])
})

test('the home directory of the password database is known behind another HOME', () => {
  expect(of({ HOME: '/home/a' }).caller).toMatchObject({ home: '/home/a', realHome })
})
