import { expect, test } from 'vitest'
import * as d from '../doors.ts'
import { Keeper } from './keeper.ts'

const said = ({ name = 'server', instructions = undefined as string | undefined } = {}) => ({
  protocolVersion: '2025-11-25',
  capabilities: {},
  serverInfo: { name, version: '1' },
  ...(instructions !== undefined && { instructions }),
})
const discovered = (instructions?: string) => ({
  resultType: 'complete',
  supportedVersions: ['2026-07-28'],
  capabilities: {},
  ...(instructions !== undefined && { instructions }),
  ttlMs: 0,
  cacheScope: 'private',
})

test('changed instructions are cut out of either handshake', () => {
  const keeper = new Keeper()
  d.play(d.door({ pins: keeper }), [
    ['client', d.initialize('a'), 'forward'],
    ['server', d.result('a', said({ instructions: 'good' })), 'forward'],
  ])
  d.play(d.door({ pins: keeper }), [
    ['client', d.initialize('a'), 'forward'],
    ['server', d.result('a', said({ instructions: 'evil' })), `replace ${d.result('a', said())}\n`],
  ])
  d.play(d.door({ pins: keeper }), [
    ['client', d.request(1, 'server/discover', d.modern()), 'forward'],
    ['server', d.result(1, discovered('evil')), `replace ${d.result(1, discovered())}\n`],
    ['client', d.request(2, 'server/discover', d.modern()), 'forward'],
    ['server', d.result(2, discovered('good')), 'forward'],
  ])
})

test('a server that calls itself otherwise is reported and goes on', () => {
  const keeper = new Keeper()
  const greeted = (name: string) => {
    const door = d.door({ pins: keeper })
    d.say(door, 'client', d.initialize('a'))
    return d.say(door, 'server', d.result('a', said({ name })))
  }
  expect(greeted('one')).toEqual({ kind: 'forward' })
  expect(greeted('two')).toMatchObject({ kind: 'forward', notices: [{ code: 'server-renamed' }] })
})
