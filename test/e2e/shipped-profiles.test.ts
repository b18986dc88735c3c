import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { direct, shipped } from '../support/launcher.ts'
import { addToStore, SHIPPED_VERSION } from '../support/launcher-store.ts'
import { masked } from '../support/mask.ts'
import { freshSession } from '../support/recorder.ts'
import { subjects } from '../support/servers.ts'

const base = mkdtempSync(join(tmpdir(), 'airlock-shipped-'))
const place = { home: join(base, 'home'), data: join(base, 'data') }
const withProfile = subjects.filter((subject) => subject.shipped !== undefined)

beforeAll(() => {
  const names = withProfile.map(({ name }) => `@modelcontextprotocol/server-${name}`)
  addToStore(
    place.home,
    names.map((name) => `${name}@${SHIPPED_VERSION}`),
  )
}, 240_000)
afterAll(() => rmSync(base, { recursive: true, force: true }))

test('each shipped profile for a server is played', () => {
  expect(withProfile.map(({ name }) => name).sort()).toEqual([
    'everything',
    'filesystem',
    'memory',
    'sequential-thinking',
  ])
})

test.each(withProfile)(
  '$name from the store, with its shipped profile, is the server itself, byte for byte',
  async (subject) => {
    const lines = (bytes: Buffer) => masked(bytes, subject.masks ?? [])
    const without = await freshSession(subject, direct, place)
    const through = await freshSession(subject, shipped, place)
    expect(lines(through.toServer)).toEqual(lines(without.toServer))
    expect(lines(through.toClient)).toEqual(lines(without.toClient))
    expect(through.seen.faults).toEqual([])
  },
)
