import { expect, test } from 'vitest'
import { createPatternSearch } from '../../../../src/inspect/arguments/pattern-search.ts'
import { ports } from '../arguments/ports.ts'
import * as d from '../doors.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

/** The least of several times: other tests run on the same processors. */
function leastMs(work: () => void): number {
  const times = numbers(5).map(() => {
    const begin = performance.now()
    work()
    return performance.now() - begin
  })
  return Math.min(...times)
}

/** A hundred on an idle machine; several times that where all tests run at once. */
const BOUND_MS = 400

const A = 'a'.repeat(60_000)
const members = Object.fromEntries(numbers(60_000).map((n) => [`member${n}`, n]))
/** Characters that a table knows one by one, so that each text makes each of its states. */
const wide = (length: number) => 'é'.repeat(length)
const often = (schema: object) => ({
  allOf: numbers(25).map(() => ({ allOf: numbers(25).map(() => schema) })),
})

test.each<readonly [string, object, unknown]>([
  ['many states', { pattern: '(?:a?){900}(?=b)' }, A],
  [
    'many tables',
    { pattern: '(?:a|b)*a(?:a|b){12}c' },
    'ab'.repeat(20_000) + 'abbabaab'.repeat(8000),
  ],
  [
    'a table for each text',
    { items: { pattern: '^[^b]{63}' } },
    numbers(20_000).map(() => wide(70)),
  ],
  ['the same, longer', { items: { pattern: '^[^b]{63}' } }, numbers(1200).map(() => wide(1100))],
  ['looks', { pattern: '(?=.*b)(?=.*c)(?=.*d)x' }, A],
  ['members of any name', often({ propertyNames: true }), members],
  ['members that are left', often({ unevaluatedProperties: true }), members],
  ['constants', { allOf: numbers(200).map((n) => ({ not: { enum: [[n]] } })) }, members],
])(
  'a call that is dear to hold against its schema costs a tenth of a second at most, and is refused: %s',
  (_title, schema, value) => {
    const inspector = d.door()
    const inputSchema = { type: 'object', properties: { a: schema } }
    d.play(inspector, [
      ...d.handshake(),
      ['client', d.request(0, 'tools/list'), 'forward'],
      ['server', d.result(0, { tools: [{ name: 'echo', inputSchema }] }), 'forward'],
    ])
    let id = 0
    const line = d.call('x', { arguments: { a: value } })
    const say = () => {
      id += 1
      const verdict = d.say(inspector, 'client', line.replace('"x"', String(id)))
      expect(d.show(verdict)).toBe(`result client ${id} invalid-arguments`)
    }
    expect(leastMs(say)).toBeLessThan(BOUND_MS)
  },
)

const denied = (pattern: string) => ({
  key: 'tools.arguments',
  tool: '*',
  argument: '*',
  rule: { kind: 'deny-pattern' as const, pattern },
})

test('a call that is dear to search is refused with the reason', () => {
  const patterns = ['(?:a?){900}(?=b)', '(?:a|b)*a(?:a|b){12}c', '(?=.*b)(?=.*c)x']
  const inspector = d.door({
    arguments: {
      rules: patterns.map(denied),
      ports: ports({ compilePattern: createPatternSearch() }),
    },
  })
  d.play(inspector, d.handshake())
  const given = Object.fromEntries(numbers(20).map((n) => [`a${n}`, A]))
  let reason = ''
  let id = 0
  const say = () => {
    id += 1
    const verdict = d.say(inspector, 'client', d.call(id, { arguments: given }))
    reason = 'reason' in verdict ? verdict.reason : d.show(verdict)
  }
  expect(leastMs(say)).toBeLessThan(BOUND_MS)
  expect(reason).toContain(
    'the argument `a0` must be shorter: it takes too long to search it for what matches `(?:a?){900}(?=b)`',
  )
})
