import { expect, test } from 'vitest'
import { judgeRelease } from '../../../src/agent/release.ts'
import { entry } from './fakes.ts'

const NOW = Date.UTC(2030, 0, 1)
const DAY = 86_400_000
const request = { profile: 'notes', program: 'p1', names: ['A'], refuseOverdue: true }

test.each([
  ['any profile', { scopes: ['*'] }, 'allowed'],
  ['this profile', { scopes: ['mail', 'notes'] }, 'allowed'],
  ['no profile', { scopes: [] }, 'AIRLOCK_VAULT_ENTRY_UNSCOPED'],
  ['a profile with a longer name', { scopes: ['notes2'] }, 'AIRLOCK_VAULT_ENTRY_UNSCOPED'],
  ['a pattern, which is none', { scopes: ['no*'] }, 'AIRLOCK_VAULT_ENTRY_UNSCOPED'],
  ['a day before its rotation', { rotated: NOW - 29 * DAY }, 'allowed'],
  ['at its rotation', { rotated: NOW - 30 * DAY }, 'AIRLOCK_VAULT_ENTRY_OVERDUE'],
  ['never to be rotated', { rotated: 0, rotateAfterDays: 0 }, 'allowed'],
  ['a date in text', { rotated: '2029-12-31T00:00:00Z' }, 'allowed'],
  ['a date that is none', { rotated: 'yesterday' }, 'AIRLOCK_VAULT_ENTRY_OVERDUE'],
  ['a date in the future', { rotated: NOW + 90 * DAY }, 'allowed'],
])('an entry for %s', (_name, more, verdict) => {
  const judged = judgeRelease([entry('A', more)], request, NOW)
  expect(judged.kind === 'refused' ? judged.refusal.code : judged.kind).toBe(verdict)
})

test.each([
  ['the same', { profile: 'notes', program: 'p1' }, []],
  ['another program', { profile: 'notes', program: 'p2' }, ['A']],
  ['another profile', { profile: 'mail', program: 'p1' }, ['A']],
  ['profile and program mixed up', { profile: 'p1', program: 'notes' }, ['A']],
])('an approval of %s', (_name, release, unapproved) => {
  const judged = judgeRelease([entry('A', { releases: [release] })], request, NOW)
  expect(judged).toMatchObject({ kind: 'allowed', unapproved })
})

test('missing comes before out of scope, and all that are missing are named', () => {
  const entries = [entry('A', { scopes: [] })]
  const judged = judgeRelease(entries, { ...request, names: ['A', 'X', 'Y\u202e'] }, NOW)
  expect(judged).toMatchObject({
    refusal: {
      code: 'AIRLOCK_VAULT_ENTRY_MISSING',
      message: 'the secrets `X`, `Y\\u{202e}`: not in the vault',
      hints: [
        'mcp-airlock vault set X --scope notes',
        'mcp-airlock vault set Y\\u{202e} --scope notes',
      ],
    },
  })
})

test('overdue values are handed out with a warning where the profile does not refuse them', () => {
  const entries = [entry('A', { rotated: NOW - 31 * DAY })]
  expect(judgeRelease(entries, { ...request, refuseOverdue: false }, NOW)).toMatchObject({
    kind: 'allowed',
    warnings: ['the secret `A` is past its rotation: mcp-airlock vault rotate A'],
  })
})
