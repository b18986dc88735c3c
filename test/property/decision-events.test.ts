import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DecisionEvent, Verdict } from '../../src/inspect/index.ts'
import * as d from '../unit/inspect/doors.ts'
import { role } from '../unit/inspect/roles.ts'

type Line = readonly [from: 'client' | 'server', line: string]

const nasty = fc.constantFrom(
  'echo',
  'delete_x',
  '\u0000\u001b[2J\n\t',
  '\u202e\u200b\u2028\u{e0041}\u0085',
  'https://u:p@h/?a=b',
  'x'.repeat(3000),
  '\ud800',
)
const id = fc.oneof(fc.constantFrom<unknown>(1, 2, 'a', null), nasty)
const params = fc.record(
  { name: nasty, uri: nasty, cursor: nasty, arguments: fc.dictionary(nasty, nasty) },
  { requiredKeys: [] },
)
const method = fc.oneof(
  fc.constantFrom('tools/call', 'resources/read', 'prompts/get', 'tools/list', 'ping', 'no/such'),
  nasty,
)
const message: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(id, method, params).map(([one, name, given]) => d.request(one, name, given)),
  fc.tuple(method, params).map(([name, given]) => d.notify(name, given)),
  fc.tuple(id, nasty).map(([one, value]) => d.result(one, d.text(value))),
  fc
    .tuple(id, nasty)
    .map(([one, name]) =>
      d.result(one, { tools: [{ name, description: name, inputSchema: { type: 'object' } }] }),
    ),
  fc.tuple(id, nasty).map(([one, text]) => d.failure(one, { code: 1, message: text })),
  nasty,
)
const line: fc.Arbitrary<Line> = fc.tuple(
  fc.constantFrom<Line[0]>('client', 'server'),
  fc.oneof(
    { weight: 6, arbitrary: message },
    { weight: 1, arbitrary: fc.array(message, { maxLength: 3 }).map((all) => `[${all.join()}]`) },
  ),
)

const USES = ['tools/call', 'resources/read', 'prompts/get']

/** How many decisions a line led to, by what became of it alone. */
function decisionsOf(from: Line[0], text: string, verdict: Verdict): number {
  if (verdict.kind === 'noise') return 0
  if (verdict.kind === 'forward' && verdict.notices === undefined) {
    return from === 'client' && USES.includes(JSON.parse(text).method) ? 1 : 0
  }
  return 1
}

const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

function expectClean(value: unknown): void {
  if (typeof value === 'string') {
    expect(value).not.toMatch(CONTROL)
    expect(value.length).toBeLessThan(12_000)
  } else if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) expectClean(each)
  }
}

test('every decision is one event, and no event holds a control character or has no bound', () => {
  const kinds = new Set<string>()
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), (lines) => {
      const events: DecisionEvent[] = []
      const rules = { tools: { deny: ['delete_*'] }, resources: { deny: ['https://**'] } }
      const inspector = d.door({ role: role(rules), observe: (event) => events.push(event) })
      d.play(inspector, d.handshake())
      for (const [from, text] of lines) {
        const before = events.length
        const verdict = d.say(inspector, from, text)
        const told = events.length - before
        if (verdict.kind === 'batch') expect(told).toBe(verdict.refused.length)
        else expect(told, text).toBe(decisionsOf(from, text, verdict))
        kinds.add(verdict.kind)
      }
      expectClean(events)
      expect(JSON.stringify(events).length).toBeLessThan(lines.length * 20_000)
    }),
  )
  expect([...kinds].toSorted()).toEqual(expect.arrayContaining(['answer', 'drop', 'forward']))
})

test('what is observed changes no verdict', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), (lines) => {
      const plain = d.door()
      const watched = d.door({ observe: () => undefined })
      d.play(plain, d.handshake())
      d.play(watched, d.handshake())
      for (const [from, text] of lines)
        expect(d.say(watched, from, text)).toEqual(d.say(plain, from, text))
    }),
  )
})
