import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as d from '../unit/inspect/doors.ts'

const space = fc.constantFrom('', ' ', '\t', ' \r')
const good = fc.constantFrom('ping', 'tools/list', 'resources/list', 'prompts/list')
const bad = fc.constantFrom('no', 'roots/list', 'server/discover', 'initialize')

/** Messages with ids of their own, in an array with any white space. */
const requests = (methods: fc.Arbitrary<string>) =>
  fc
    .array(methods, { minLength: 1, maxLength: 12 })
    .map((all) => all.map((method, id) => d.request(id % 2 === 0 ? id : `${id}`, method)))
const spaced = (parts: readonly string[], [a, b]: readonly [string, string]) =>
  `${a}[${b}${parts.join(`${b},${a}`)}${a}]${b}`

function opened() {
  const inspector = d.door({ batches: 'allow' })
  d.play(inspector, d.handshake({}, '2025-03-26'))
  return inspector
}

test('a batch of messages that pass is passed on untouched', () => {
  fc.assert(
    fc.property(requests(good), fc.tuple(space, space), (parts, around) => {
      const inspector = opened()
      const line = spaced(parts, around)
      expect(d.say(inspector, 'client', line)).toEqual({ kind: 'forward' })
      const answers = parts.map((part) => d.failure(JSON.parse(part).id))
      expect(d.say(inspector, 'server', spaced(answers, around))).toEqual({ kind: 'forward' })
      expect(inspector.noteEnd()).toEqual([])
    }),
  )
})

test('each request of a batch goes on or is answered, as it would be alone, and never both', () => {
  const broken = fc.constantFrom('"id":1,', '"x":1,', '"Method":"a",', '')
  fc.assert(
    fc.property(
      requests(fc.oneof(good, bad)),
      fc.array(broken, { minLength: 12, maxLength: 12 }),
      (messages, faults) => {
        const parts = messages.map((one, index) => one.replace('{', `{${faults[index]}`))
        const verdict = d.say(opened(), 'client', spaced(parts, ['', ' ']))
        const alone = opened()
        const expected = parts.map((part) => d.show(d.say(alone, 'client', part)))
        const left = verdict.kind === 'batch' ? verdict.line : Buffer.from(`[${parts.join(',')}]\n`)
        const passed = parts.filter((_, index) => expected[index] === 'forward')
        // What never comes in a batch is refused for another reason than alone, or passes alone.
        const never = passed.filter((part) => /server\/discover|initialize/.test(part))
        const kept = passed.filter((part) => !never.includes(part))
        expect(String(left ?? '')).toBe(kept.length === 0 ? '' : `[${kept.join(',')}]\n`)
        const refused = verdict.kind === 'batch' ? verdict.refused : []
        const answers = refused.flatMap((one) =>
          one.kind === 'answer' ? [JSON.parse(String(one.line)).id] : [],
        )
        const ids = parts
          .filter((part) => !kept.includes(part))
          .map((part) => JSON.parse(part).id as unknown)
        expect(answers).toEqual(ids)
      },
    ),
  )
})

test('no array makes it throw, and no id is answered that was not in it', () => {
  const piece = fc.constantFrom('[', ']', '{', '}', ',', '"', '\\', ' ', '7', d.request(1, 'ping'))
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }),
      fc.constantFrom('client', 'server'),
      fc.constantFrom('allow', 'deny'),
      (pieces, from, batches) => {
        const inspector = d.door({ batches })
        d.play(inspector, d.handshake({}, '2025-03-26'))
        const text = d.show(d.say(inspector, from, `[${pieces.join('')}`))
        for (const [, id] of text.matchAll(/answer \w+ (\S+)/g)) expect(['1', 'null']).toContain(id)
      },
    ),
    { numRuns: 1000 },
  )
})
