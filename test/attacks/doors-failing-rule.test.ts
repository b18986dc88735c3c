import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Check } from '../../src/inspect/check.ts'
import { createRedactor } from '../../src/inspect/index.ts'
import * as d from '../unit/inspect/doors.ts'
import { type Door, greeted, type Json, openBehind } from './doors-client.ts'

/** Rules never throw. A peer that finds one that does gets no more than the end of its session, in which nobody waits in vain. */

const root = join(import.meta.dirname, '..', '..')
const build = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-failing-')))
afterAll(() => rmSync(build, { recursive: true, force: true }))

/** A build in which looking for icons throws. */
function buildWithBug(): readonly string[] {
  for (const name of ['bin', 'dist', 'profiles', 'package.json'])
    cpSync(join(root, name), join(build, name), { recursive: true })
  const file = join(build, 'dist', 'session.cjs')
  const sound = readFileSync(file, 'utf8')
  const unsound = sound.replace(/function addIcons\(.*\{/, "$& throw new RangeError('planted');")
  expect(unsound).not.toBe(sound)
  writeFileSync(file, unsound)
  // Code that was kept is of the sound one.
  rmSync(`${file}.${process.platform}-${process.arch}.v8`)
  return [process.execPath, join(build, 'bin', 'mcp-airlock.js')]
}

const dataOf = (answer: Json) => (answer['error'] as { data?: unknown } | undefined)?.data

const ICONS = '"icons":[{"src":"https://example.org/a.png"}]'

test('a rule that fails ends the session: everybody is answered, and the bug is told', async () => {
  const door: Door = await greeted(openBehind(buildWithBug(), 'parrot.mjs'))
  door.raw(
    '{"jsonrpc":"2.0","id":"before","method":"tools/call","params":{"name":"waits","arguments":{"lines":[]}}}',
  )
  const answer = await door.parrot([`{"jsonrpc":"2.0","id":$ID,"result":{"content":[],${ICONS}}}`])
  for (const told of [answer, await door.answerTo('before')])
    expect(dataOf(told)).toMatchObject({ source: 'mcp-airlock', code: 'session-ended' })
  expect(await door.closed).toEqual([70, null])
  expect(door.errors()).toMatch(/a rule of mcp-airlock failed at a message of the server\n/)
  expect(door.errors()).toMatch(/this is a bug in mcp-airlock\n {2}RangeError: planted\n/)
  expect(door.lines.join()).not.toContain('icons')
})

const failing: Check = ({ line }) => {
  if (Buffer.from(line).includes('bad')) throw new RangeError('planted')
  return undefined
}

test('a request at which a rule fails is answered once, and so is what waited and what comes later', () => {
  const bugs: Error[] = []
  const inspector = d.plainDoor({ checks: [failing], onBug: (bug) => bugs.push(bug) })
  d.play(inspector, d.handshake())
  d.play(inspector, [['client', d.call('waits'), 'forward']])
  const verdict = d.say(inspector, 'client', d.call('bad'))
  expect(verdict).toMatchObject({ kind: 'end', code: 'internal-error', answer: { to: 'client' } })
  d.play(inspector, [
    ['client', d.call('bad too'), 'answer client "bad too" session-ended'],
    ['client', d.call('good'), 'answer client "good" session-ended'],
    [
      'server',
      d.notify('notifications/message', { level: 'info', data: 'bad' }),
      'drop session-ended',
    ],
  ])
  expect(bugs.map(({ message }) => message)).toEqual(['planted'])
  expect(inspector.noteEnd().map((line) => JSON.parse(String(line)).id)).toEqual(['waits'])
})

const quoting: Check = ({ line }) => {
  throw new RangeError(`at ${String(Buffer.from(line))}`)
}

test('what a rule that fails quotes holds no value of the vault', () => {
  const value = Buffer.from('correct horse battery')
  const bugs: Error[] = []
  const redactor = createRedactor([{ name: 'key', value }])
  const inspector = d.plainDoor({
    checks: [quoting],
    redactor,
    onBug: (bug) => bugs.push(bug),
  })
  d.say(inspector, 'client', d.call(String(value)))
  expect(bugs).toHaveLength(1)
  const [{ name, message, stack }] = bugs as [Error]
  expect({ name, message, stack }).toEqual({
    name: 'RangeError',
    message: expect.stringContaining('[redacted: key]'),
    stack: expect.stringMatching(/^RangeError: at [^]*\[redacted: key\][^]*doors-failing-rule/),
  })
  expect(`${message}${stack}`).not.toContain(String(value))
})
