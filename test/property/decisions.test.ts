import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide } from '../../src/inspect/decisions/decide.ts'
import type { Subject } from '../../src/inspect/decisions/decision.ts'
import { withoutElements } from '../../src/wire/index.ts'
import { role } from '../unit/inspect/roles.ts'

const word = fc.array(fc.constantFrom('a', 'b', '/', '.', '%61', '%2e', '%2F', ':'), {
  minLength: 1,
  maxLength: 6,
})
const name = word.map((parts) => parts.join(''))
const glob = fc
  .array(fc.oneof(name, fc.constantFrom('*', '**')), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(''))
  .filter((each) => each !== '*')
const lists = fc.record(
  {
    allow: fc.array(glob, { maxLength: 3 }),
    deny: fc.array(glob, { maxLength: 2 }),
    approve: fc.array(glob, { maxLength: 2 }),
  },
  { requiredKeys: [] },
)
const rules = fc.record({ tools: lists, resources: lists, prompts: lists }, { requiredKeys: [] })
const subject = fc.record({
  kind: fc.constantFrom<Subject['kind']>('tool', 'resource', 'prompt'),
  name,
})

const RANK = { allow: 0, approve: 1, deny: 2 }

test('a role never allows what the profile denies, nor spares a consent that the profile wants', () => {
  fc.assert(
    fc.property(rules, rules, subject, fc.boolean(), (own, taken, what, isBuiltIn) => {
      const chosen = isBuiltIn ? 'read-only' : 'some'
      const profile = { ...own, roles: { [chosen]: taken } }
      const without = decide(role(profile, 'admin'), what, () => undefined)
      const alone = decide(
        role({ ...taken, roles: { [chosen]: {} } }, chosen),
        what,
        () => undefined,
      )
      const both = decide(role(profile, chosen), what, () => undefined)
      expect(RANK[both.verdict]).toBe(Math.max(RANK[without.verdict], RANK[alone.verdict]))
    }),
    { numRuns: 1000 },
  )
})

test('in read-only nothing is allowed that admin is not allowed, and no tool that changes something', () => {
  fc.assert(
    fc.property(rules, subject, fc.boolean(), (own, what, isChange) => {
      const changes = () => (isChange ? 'is one' : undefined)
      const reading = decide(role(own, 'read-only'), what, changes)
      const open = decide(role(own, 'admin'), what, changes)
      const isStopped = isChange && what.kind === 'tool'
      expect(reading.verdict).toBe(isStopped ? 'deny' : open.verdict)
    }),
  )
})

test('without elements, a line is the same bytes less theirs and as many commas', () => {
  const value = fc.oneof(
    fc.json({ maxDepth: 3 }),
    fc.string().map((text) => JSON.stringify(text)),
  )
  const space = fc.constantFrom('', ' ', '\t ')
  fc.assert(
    fc.property(fc.array(fc.tuple(value, fc.boolean()), { maxLength: 8 }), space, (all, gap) => {
      const line = (values: readonly string[]) =>
        `{"x":"],[","r":{"t":[${values.join(`,${gap}`)}]${gap},"y":[1,2]}}`
      const cut = all.flatMap(([, isCut], index) => (isCut ? [index] : []))
      const kept = all.filter(([, isCut]) => !isCut).map(([text]) => text)
      const before = Buffer.from(line(all.map(([text]) => text)))
      expect(withoutElements(before, ['r', 't'], cut).toString()).toBe(line(kept))
    }),
    { numRuns: 1000 },
  )
})
