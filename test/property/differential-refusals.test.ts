import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Grammar } from '../../src/wire/grammar.ts'
import { REVISIONS } from '../../src/wire/revisions/index.ts'
import { fullSamples } from '../differential/full-samples.ts'
import { compileGrammars } from '../differential/grammars.ts'
import { everyMutation } from '../differential/mutations.ts'
import { judge } from '../differential/subject.ts'

const grammars = await compileGrammars()
const full = fullSamples()
const wrong = everyMutation(full)

// A golden file shows a reviewer what the tables demand. UPDATE_GOLDEN=1 writes it anew.
test.each(REVISIONS)(
  'what $date refuses, once every member of it is made wrong in every way',
  ({ date }) => {
    const grammar = grammars.get(date) as Grammar
    const ours = full.filter(({ revision }) => revision === date)
    expect(ours.filter((subject) => judge(subject, grammar) !== undefined)).toEqual([])
    const refusals = wrong
      .filter(({ revision }) => revision === date)
      .flatMap((subject) => {
        const fault = judge(subject, grammar)
        return fault === undefined || fault.path === 'line'
          ? []
          : [`${subject.part} ${subject.method}: ${fault.path} ${fault.expected}`]
      })
    const file = join(import.meta.dirname, '../golden/differential', `${date}.txt`)
    const text = `${[...new Set(refusals.map(withoutName))].toSorted().join('\n')}\n`
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text)
    expect(text).toBe(readFileSync(file, 'utf8'))
  },
)

/** Each member of an object has its look-alikes; one line for them all will do. */
function withoutName(line: string): string {
  return line.replace(/(could be mistaken) for `.*`/, '$1')
}
