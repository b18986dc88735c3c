import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openDecisionLog } from '../../../src/app/decision-log.ts'
import type { Io } from '../../../src/app/index.ts'
import type { DecisionEvent } from '../../../src/inspect/index.ts'
import type { Profile } from '../../../src/policy/index.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-log-')))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A build whose record is the rule alone; for the rule `bad` it hands over what no file takes. */
mkdirSync(join(root, 'dist'))
writeFileSync(
  join(root, 'dist/audit.cjs'),
  `exports.createDecisionLog = ({ append, session, profile, messages }) => ({ rule }) =>
    append(rule === 'bad' ? undefined : [rule, session.length, profile, messages].join() + '\\n')`,
)

const io = { packageRoot: root } as Io
const profile = { name: 'no\u202etes', log: { messages: 'none' } } as Profile
const event = (rule: string) => ({ rule }) as DecisionEvent

test('a decision is in the file when the call returns', () => {
  const path = join(root, 'log')
  const log = openDecisionLog(io, profile, { path, outside: [] })
  log.observe(event('a'), undefined)
  expect(readFileSync(path, 'utf8')).toBe('a,36,no\\u{202e}tes,none\n')
})

test('a record that cannot be written ends the session once, and stays without holes', () => {
  const path = join(root, 'broken')
  const log = openDecisionLog(io, profile, { path, outside: [] })
  const ends: string[] = []
  log.onFault((reason) => ends.push(reason))
  for (const rule of ['a', 'bad', 'b', 'bad']) log.observe(event(rule), undefined)
  expect(ends).toEqual(['the log file cannot be written (ERR_INVALID_ARG_TYPE)'])
  expect(readFileSync(path, 'utf8')).toMatch(/^a,[^\n]*\n$/)
})

test('a file where the server may write is refused', () => {
  const file = { path: join(root, 'inside'), outside: [root] }
  expect(() => openDecisionLog(io, profile, file)).toThrow(
    expect.objectContaining({ code: 'AIRLOCK_PATH_REFUSED' }),
  )
})
