import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { refusalCatalog } from '../src/inspect/index.ts'
import { type Case, corpus } from './corpus/corpus.mjs'
import { tableOf } from './corpus/table.mjs'

const security = readFileSync(join(import.meta.dirname, '..', 'SECURITY.md'), 'utf8')
const REVISIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28']

test('the corpus is as large and as mixed as it says', () => {
  const benign = corpus.filter(({ label }) => label === 'benign')
  expect(corpus.length).toBeGreaterThanOrEqual(150)
  expect(benign.length).toBeGreaterThanOrEqual(60)
  expect([...new Set(corpus.map(({ revision }) => revision))].toSorted()).toEqual(REVISIONS)
  for (const revision of REVISIONS) {
    expect(benign.filter((one) => one.revision === revision).length, revision).toBeGreaterThan(4)
  }
})

test('every case has an id of its own and one of the outcomes', () => {
  expect(new Set(corpus.map(({ id }) => id)).size).toBe(corpus.length)
  expect(corpus.filter(({ outcome }) => !isOutcome(outcome)).map(({ id }) => id)).toEqual([])
  expect(isOutcome('refused no-such-code')).toBe(false)
})

test('SECURITY.md has the table of the corpus', () => {
  expect(security).toContain(tableOf(corpus))
})

test('the table tells what was missed and what was only reported', () => {
  const one = { id: 'a', title: 't', revision: '2025-11-25' } as const
  const cases: Case[] = [
    { ...one, label: 'attack', outcome: 'passed' },
    { ...one, label: 'attack', outcome: 'noticed tool-lint' },
    { ...one, label: 'attack', outcome: 'refused id' },
    { ...one, label: 'benign', outcome: 'passed' },
    { ...one, label: 'benign', outcome: 'changed invisible' },
  ]
  expect(tableOf(cases)).toContain('| t | 3 | 2 | 1 | 1 | 2 | 1 |\n')
})

/** A word, and codes of refusals or of what is noticed. */
function isOutcome(outcome: string): boolean {
  const [kind = '', ...codes] = outcome.split(' ')
  const known = codes.every((code) => code in refusalCatalog || NOTICED.has(code))
  return KINDS.has(kind) && known
}

const KINDS = new Set([
  'passed',
  'noticed',
  'changed',
  'withheld',
  'held',
  'refused',
  'dropped',
  'ended',
])
const NOTICED = new Set([
  'terminal-escape',
  'control',
  'bidi-control',
  'invisible',
  'tag',
  'variation-selector',
  'combining-run',
  'lone-surrogate',
  'tool-lint',
  'tool-withheld',
  'pin-withheld',
  'unsafe-icon',
])
