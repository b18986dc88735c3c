import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { airlock, direct, relay, rewriting, teed, type Wrapper } from '../support/launcher.ts'
import { masked } from '../support/mask.ts'
import { freshSession, type Recording } from '../support/recorder.ts'
import { type Place, type Subject, subjects } from '../support/servers.ts'

const base = mkdtempSync(join(tmpdir(), 'airlock-transparency-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

describe.each(subjects)('$name', (subject) => {
  test('a session through the launcher is the session without it, byte for byte', async () => {
    const without = await session(subject, direct)
    const through = await session(subject, airlock)
    expect(without.seen.tools.length).toBeGreaterThan(0)
    expect(without.seen.faults).toEqual([])
    expect(lines(subject, through.toServer)).toEqual(lines(subject, without.toServer))
    expect(lines(subject, through.toClient)).toEqual(lines(subject, without.toClient))
    expect(through.seen.faults).toEqual([])
  })
})

const STRICT = new Set(['everything', 'filesystem', 'desktop-commander'])

// Here nothing is masked and no order is loosened: the two sides of the launcher are compared, not two sessions.
test.each(subjects.filter(({ name }) => STRICT.has(name)))(
  'what $name writes is what the client reads, and the other way round',
  async (subject) => {
    const place = placeOf(subject)
    const inner = join(place.data, 'inner')
    const outer = await session(subject, (named, at) => airlock(teed(named, inner), at))
    expect(outer.toServer.equals(readFileSync(`${inner}.to-server`))).toBe(true)
    expect(outer.toClient.equals(readFileSync(`${inner}.to-client`))).toBe(true)
  },
)

test('the comparison finds nothing in a relay that copies bytes', async () => {
  const without = await session(python(), direct)
  const through = await session(python(), relay)
  expect(lines(python(), through.toClient)).toEqual(lines(python(), without.toClient))
})

test('the comparison finds out a relay that writes messages anew', async () => {
  const without = await session(python(), direct)
  const through = await session(python(), rewriting)
  expect(through.seen.tools).toEqual(without.seen.tools)
  expect(lines(python(), through.toClient)).not.toEqual(lines(python(), without.toClient))
})

function python(): Subject {
  return subjects.find(({ name }) => name === 'python-stdlib') as Subject
}

function placeOf({ name }: Subject): Place {
  return { home: join(base, name, 'home'), data: join(base, name, 'data') }
}

function session(subject: Subject, wrapper: Wrapper): Promise<Recording> {
  return freshSession(subject, wrapper, placeOf(subject))
}

function lines(subject: Subject, bytes: Buffer): string[] {
  return masked(bytes, subject.masks ?? [])
}
