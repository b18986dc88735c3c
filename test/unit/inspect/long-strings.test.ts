import { expect, test } from 'vitest'
import * as d from './doors.ts'

const LONG = 'x'.repeat(20_000)

const asks = (inputRequests: object, more: object = {}) => ({
  resultType: 'input_required',
  inputRequests,
  ...more,
})
const form = { message: 'm', requestedSchema: { type: 'object', properties: {} } }
const link = (url: string) => ({ mode: 'url', message: LONG, url, elicitationId: 'e' })

test('two long states that differ only at their ends are two', () => {
  const elicit = { method: 'elicitation/create', params: form }
  d.play(d.door(), [
    ['client', d.modernCall(1, { elicitation: {} }), 'forward'],
    ['server', d.result(1, asks({ a: elicit }, { requestState: `${LONG}1` })), 'forward'],
    ['client', d.modernCall(2, {}, { requestState: `${LONG}2` }), 'answer client 2 request-state'],
    ['client', d.modernCall(3, {}, { requestState: LONG }), 'answer client 3 request-state'],
    ['client', d.modernCall(4, {}, { requestState: `${LONG}1` }), 'forward'],
  ])
})

test.each([
  ['a short one beside a long message', 'https://example.org/', 'forward'],
  ['a short bad one beside a long message', 'file:///etc/passwd', 'answer server 1 unsafe-url'],
  ['a long one', `https://example.org/${LONG}`, 'answer server 1 unsafe-url'],
])('an address to open is looked at to its end: %s', (_name, url, outcome) => {
  const inspector = d.door()
  d.play(inspector, d.handshake({ elicitation: { url: {} } }))
  d.play(inspector, [['server', d.request(1, 'elicitation/create', link(url)), outcome]])
})

test('a long tool name and a long progress token are remembered as none, and hurt nothing', () => {
  d.play(d.door(), [
    ...d.handshake(),
    ['client', d.call(1, { arguments: { text: LONG }, _meta: { progressToken: LONG } }), 'forward'],
    [
      'server',
      d.notify('notifications/progress', { progressToken: LONG, progress: 1 }),
      'drop unknown-token',
    ],
    ['server', d.result(1, d.text(LONG)), 'forward'],
    [
      'client',
      d.call(2, { name: 7, arguments: { text: LONG } }),
      'answer client 2 invalid-request',
    ],
    ['client', d.call(3), 'forward'],
    [
      'server',
      d.result(3, { content: [{ type: 'txt', text: LONG }] }),
      'answer client 3 invalid-response',
    ],
  ])
})

test('the body is whole, the outline is not', () => {
  const seen: unknown[] = []
  const inspector = d.door({
    checks: [
      ({ body, outline }) => {
        const lengths = [body, outline].map(({ params }) => JSON.stringify(params).length)
        seen.push((lengths[0] as number) > 20_000, (lengths[1] as number) < 5000)
        return undefined
      },
    ],
  })
  d.say(inspector, 'client', d.call(1, { arguments: { text: LONG } }))
  expect(seen).toEqual([true, true])
})

test('a long string that no rule looks into is not parsed, whoever sends it', () => {
  const inspector = d.plainDoor()
  d.play(inspector, d.handshake())
  const { parse } = JSON
  const lengths: number[] = []
  JSON.parse = (text: string) => {
    lengths.push(text.length)
    return parse(text)
  }
  try {
    expect(d.say(inspector, 'client', d.call(1, { arguments: { text: LONG } })).kind).toBe(
      'forward',
    )
    expect(d.say(inspector, 'server', d.result(1, d.text(LONG))).kind).toBe('forward')
    expect(
      d.say(inspector, 'server', d.notify('notifications/message', { level: 'info', data: LONG }))
        .kind,
    ).toBe('forward')
  } finally {
    JSON.parse = parse
  }
  expect(lengths).not.toEqual([])
  expect(Math.max(...lengths)).toBeLessThan(LONG.length / 2)
})
