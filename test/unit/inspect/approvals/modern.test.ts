import { expect, test } from 'vitest'
import * as d from '../doors.ts'
import { askedIn, hold, resolve, stage } from './stage.ts'

const FORM = { elicitation: {} }
const accept = (decision: string) => ({ action: 'accept', content: { decision } })
const write = (id: unknown, given: object = { a: 1 }, more: object = {}, name = 'write_file') =>
  d.modernCall(id, FORM, { name, arguments: given, ...more })

/** What a client says to a question of ours. */
const back = (decision: string, requestState = 'mcp-airlock:t1') => ({
  inputResponses: { 'mcp-airlock': accept(decision) },
  requestState,
})

/** A session with one question on its way, under the id 1. */
function asked() {
  const made = stage()
  d.play(made.inspector, [['client', write(1), 'asks client 1']])
  return made
}

test('the question is a result that asks for input, sound in its revision', () => {
  const { inspector } = stage()
  const said = askedIn(d.say(inspector, 'client', write(1)))
  expect(said).toMatchObject({
    id: 1,
    result: {
      resultType: 'input_required',
      requestState: 'mcp-airlock:t1',
      inputRequests: { 'mcp-airlock': { method: 'elicitation/create' } },
    },
  })
  const other = d.door()
  d.play(other, [
    ['client', d.modernCall(1, FORM), 'forward'],
    ['server', JSON.stringify(said), 'forward'],
  ])
})

test('with consent the request goes on as if nothing had been asked', () => {
  const { inspector } = asked()
  d.play(inspector, [
    ['client', write(2, { a: 1 }, back('allow once')), `replace ${write(2)}\n`],
    ['server', d.result(2, { ...d.text(), resultType: 'complete' }), 'forward'],
  ])
})

test('a state is good for one request', () => {
  const { inspector } = asked()
  const retry = write(2, { a: 1 }, back('allow once'))
  d.say(inspector, 'client', retry)
  d.play(inspector, [
    ['client', write(3, { a: 1 }, back('allow once')), 'answer client 3 request-state'],
    ['client', write(4), 'asks client 4'],
  ])
})

test.each([
  ['other arguments', write(2, { a: 2 }, back('allow once'))],
  ['more arguments', write(2, { a: 1, b: 1 }, back('allow once'))],
  ['another tool', write(2, { a: 1 }, back('allow once'), 'write_x')],
  ['no input', write(2, { a: 1 }, { requestState: 'mcp-airlock:t1' })],
  [
    'more input than was asked for',
    write(
      2,
      { a: 1 },
      {
        requestState: 'mcp-airlock:t1',
        inputResponses: { 'mcp-airlock': accept('allow once'), x: accept('y') },
      },
    ),
  ],
])('a state that comes back with %s is used up and asks again', (_title, line) => {
  const { inspector } = asked()
  d.play(inspector, [
    ['client', line, 'asks client 2'],
    ['client', write(3, { a: 1 }, back('allow once')), 'answer client 3 request-state'],
  ])
})

test('the order of members is no other argument', () => {
  const { inspector } = stage()
  d.say(inspector, 'client', write(1, { a: 1, b: { c: 1, d: 2 } }))
  const turned = write(2, { b: { d: 2, c: 1 }, a: 1 }, back('allow once'))
  expect(d.say(inspector, 'client', turned).kind).toBe('replace')
})

/** A retry with a number as it is written. */
const counted = (id: number, number: string, more: object = {}) =>
  write(id, { n: '#' }, more).replace('"#"', number)

test.each([
  ['9007199254740992', '9007199254740993'],
  ['null', '1e400'],
  ['1e400', '1e500'],
  ['0.1', '0.10000000000000000001'],
  ['0', '-0'],
  ['"n1"', '1'],
])('consent to %s is none to %s, which JSON.parse takes for the same', (one, other) => {
  const { inspector } = stage()
  d.play(inspector, [
    ['client', counted(1, one), 'asks client 1'],
    ['client', counted(2, other, back('allow once')), 'asks client 2'],
    [
      'client',
      counted(3, other, back('allow once', 'mcp-airlock:t2')),
      `replace ${counted(3, other)}\n`,
    ],
  ])
})

test('consent comes too late after ten minutes', () => {
  const { inspector, clock } = asked()
  clock.now = 600_001
  d.play(inspector, [['client', write(2, { a: 1 }, back('allow once')), 'asks client 2']])
})

test.each([
  ['refuse', back('refuse')],
  ['something else', back('yes')],
  ['decline', { ...back(''), inputResponses: { 'mcp-airlock': { action: 'decline' } } }],
  ['cancel', { ...back(''), inputResponses: { 'mcp-airlock': { action: 'cancel' } } }],
])('%s is a refusal, and uses the state up', (_title, more) => {
  const { inspector } = asked()
  d.play(inspector, [
    ['client', write(2, { a: 1 }, more), 'result client 2 needs-approval'],
    ['client', write(3, { a: 1 }, back('allow once')), 'answer client 3 request-state'],
  ])
})

test('consent for the session is for any arguments', () => {
  const { inspector } = asked()
  d.play(inspector, [
    ['client', write(2, { a: 1 }, back('allow for this session')), `replace ${write(2)}\n`],
    ['client', write(3, { z: 0 }), 'forward'],
    ['client', write(4, {}, {}, 'write_x'), 'asks client 4'],
  ])
})

test('the input that a server asks for in the answer to a consented request needs no second consent', () => {
  const { inspector } = asked()
  const wish = {
    resultType: 'input_required',
    requestState: 'S',
    inputRequests: {
      q: {
        method: 'elicitation/create',
        params: { message: 'm', requestedSchema: { type: 'object', properties: {} } },
      },
    },
  }
  const more = { requestState: 'S', inputResponses: { q: { action: 'decline' } } }
  const again = (id: number, given = { a: 1 }) => write(id, given, more)
  d.play(inspector, [
    ['client', write(2, { a: 1 }, back('allow once')), `replace ${write(2)}\n`],
    ['server', d.result(2, wish), 'forward'],
    ['client', again(3), 'forward'],
    ['server', d.result(3, { ...d.text(), resultType: 'complete' }), 'forward'],
  ])
  // A second time, and with other arguments, it is another call; what it brings for the server would be lost in a round trip of ours.
  const { question } = hold(inspector, again(4))
  expect(question.way).toBe('terminal')
  expect(resolve(inspector, question.ticket, 'once')).toBe(`forward ${again(4)}`)
  hold(inspector, again(5, { a: 2 }))
})

test('a server that makes up a state of our kind gets it back, and nobody is fooled', () => {
  const { inspector } = asked()
  const wish = { resultType: 'input_required', requestState: 'mcp-airlock:t9' }
  d.play(inspector, [
    ['client', d.modernCall(5, FORM), 'forward'],
    ['server', d.result(5, wish), 'forward'],
    [
      'client',
      write(6, { a: 1 }, back('allow once', 'mcp-airlock:t9')),
      'answer client 6 request-state',
    ],
    ['client', d.modernCall(7, FORM, { requestState: 'mcp-airlock:t9' }), 'forward'],
  ])
})

test('a client that offers no forms waits for a terminal', () => {
  const { inspector } = stage()
  const line = d.modernCall(1, {}, { name: 'write_file' })
  const { question } = hold(inspector, line)
  expect(question.way).toBe('terminal')
  expect(resolve(inspector, question.ticket, 'once')).toBe(`forward ${line}`)
})

test('a state of ours that comes back without the capability goes no further', () => {
  const { inspector } = asked()
  const line = d.modernCall(
    2,
    {},
    { name: 'write_file', arguments: { a: 2 }, ...back('allow once') },
  )
  d.play(inspector, [['client', line, 'answer client 2 request-state']])
})

test('what is asked is not forgotten without bound', () => {
  const { inspector, clock } = stage()
  for (let id = 1; id <= 65; id++) {
    // Slower than a person is asked at most.
    clock.now += 2000
    d.play(inspector, [['client', write(id), `asks client ${id}`]])
  }
  d.play(inspector, [
    ['client', write(100, { a: 1 }, back('allow once')), 'answer client 100 request-state'],
    [
      'client',
      write(101, { a: 1 }, back('allow once', 'mcp-airlock:t2')),
      `replace ${write(101)}\n`,
    ],
  ])
})
