import { expect, test } from 'vitest'
import * as d from '../doors.ts'
import { askedIn, hold, resolve, stage, write } from './stage.ts'

/** A client that declares elicitation, in a session that is open. */
function greeted(revision = '2025-11-25', elicitation: object = {}, more = {}) {
  const made = stage(more)
  d.play(made.inspector, d.handshake({ elicitation }, revision))
  return made
}

const accept = (decision: unknown) => ({ action: 'accept', content: { decision } })

test.each([
  ['2025-06-18', {}, 'client'],
  ['2025-11-25', {}, 'client'],
  ['2025-11-25', { form: {}, url: {} }, 'client'],
  ['2025-11-25', { url: {} }, 'terminal'],
  ['2025-03-26', {}, 'terminal'],
] as const)('in %s a client that declares %j is asked by the %s', (revision, offered, way) => {
  const { inspector } = greeted(revision, offered)
  expect(hold(inspector, write(1)).question.way).toBe(way)
})

test('the question is a form of ours, sound in its revision', () => {
  const { inspector } = greeted()
  const asked = askedIn(hold(inspector, write(1)))
  expect(asked).toEqual({
    jsonrpc: '2.0',
    id: 'mcp-airlock:t1',
    method: 'elicitation/create',
    params: {
      message: expect.stringMatching(
        /^mcp-airlock: the profile `notes` .* `write_file` with {"a":1}/,
      ),
      requestedSchema: {
        type: 'object',
        properties: {
          decision: {
            type: 'string',
            title: 'Your decision',
            enum: ['allow once', 'allow for this session', 'refuse'],
          },
        },
        required: ['decision'],
      },
    },
  })
  // The same words of a server would pass as a question of its own.
  const other = d.door()
  d.play(other, [
    ...d.handshake({ elicitation: {} }),
    ['server', JSON.stringify({ ...asked, id: 1 }), 'forward'],
  ])
})

const refused = 'release result client 1 needs-approval'
test.each([
  [d.result('mcp-airlock:t1', accept('allow once')), 'release forward'],
  [d.result('mcp-airlock:t1', accept('allow for this session')), 'release forward'],
  [d.result('mcp-airlock:t1', accept('refuse')), refused],
  [d.result('mcp-airlock:t1', accept('Allow once')), refused],
  [d.result('mcp-airlock:t1', accept(true)), refused],
  [d.result('mcp-airlock:t1', accept({ a: 1 })), refused],
  [d.result('mcp-airlock:t1', { action: 'accept' }), refused],
  [d.result('mcp-airlock:t1', { action: 'decline', content: { decision: 'allow once' } }), refused],
  [d.result('mcp-airlock:t1', { action: 'cancel' }), refused],
  [d.result('mcp-airlock:t1', { action: 'ACCEPT', content: { decision: 'allow once' } }), refused],
  [d.result('mcp-airlock:t1', {}), refused],
  [d.failure('mcp-airlock:t1'), refused],
  [d.notify('notifications/cancelled', { requestId: 'mcp-airlock:t1' }), refused],
])('%s: %s', (line, outcome) => {
  const { inspector } = greeted()
  hold(inspector, write(1))
  d.play(inspector, [
    ['client', line, outcome],
    ['client', d.result('mcp-airlock:t1', accept('allow once')), 'drop not-pending'],
  ])
})

test('consent to one request is none to the next, and for the session it is', () => {
  const { inspector } = greeted()
  hold(inspector, write(1))
  d.play(inspector, [
    ['client', d.result('mcp-airlock:t1', accept('allow once')), 'release forward'],
  ])
  hold(inspector, write(2))
  d.play(inspector, [
    ['client', d.result('mcp-airlock:t1', accept('allow once')), 'drop not-pending'],
    ['client', d.result('mcp-airlock:t2', accept('allow for this session')), 'release forward'],
    ['client', write(3, { b: 2 }), 'forward'],
  ])
})

test('a server neither answers our question nor takes its id', () => {
  const { inspector } = greeted()
  hold(inspector, write(1))
  const form = { message: 'm', requestedSchema: { type: 'object', properties: {} } }
  d.play(inspector, [
    ['server', d.result('mcp-airlock:t1', accept('allow once')), 'drop not-pending'],
    ['server', d.request('mcp-airlock:t1', 'elicitation/create', form), 'drop duplicate-id'],
    ['server', d.request('mcp-airlock:t1', 'ping'), 'drop duplicate-id'],
    ['client', d.result('mcp-airlock:t1', accept('allow once')), 'release forward'],
  ])
})

test('an answer to a question of the server is no consent', () => {
  const { inspector } = greeted()
  hold(inspector, write(1))
  const form = {
    message: 'mcp-airlock: the profile `notes` wants your consent',
    requestedSchema: {
      type: 'object',
      properties: { decision: { type: 'string', enum: ['allow once'] } },
    },
  }
  d.play(inspector, [
    ['server', d.request('q', 'elicitation/create', form), 'forward'],
    ['client', d.result('q', accept('allow once')), 'forward'],
    ['client', write(1), 'drop duplicate-id'],
  ])
})

test('a profile that denies elicitation denies it to the server, not to us', () => {
  const { inspector } = stage({ capabilities: { elicitation: 'deny' } })
  const said = d.say(inspector, 'client', d.initialize('init', { elicitation: {} }))
  expect(said.kind).toBe('replace')
  d.say(inspector, 'server', d.initialized('init'))
  hold(inspector, write(1))
  const form = { message: 'm', requestedSchema: { type: 'object', properties: {} } }
  d.play(inspector, [
    ['server', d.request(1, 'elicitation/create', form), 'answer server 1 capability-denied'],
    ['client', d.result('mcp-airlock:t1', accept('allow once')), 'release forward'],
  ])
})

test.each(['timeout', 'withdrawn'] as const)(
  'a question that is not open any more (%s) is taken back',
  (outcome) => {
    const { inspector } = greeted()
    const { question } = hold(inspector, write(1))
    const cancel = d.notify('notifications/cancelled', { requestId: 1 })
    const verdict = outcome === 'withdrawn' ? d.say(inspector, 'client', cancel) : undefined
    const release =
      verdict?.kind === 'release' ? verdict : inspector.resolve(question.ticket, 'timeout')
    const line = Buffer.from(release?.withdrawal?.line ?? '').toString()
    expect(JSON.parse(line)).toMatchObject({
      method: 'notifications/cancelled',
      params: { requestId: 'mcp-airlock:t1' },
    })
    expect(resolve(inspector, question.ticket, 'once')).toBe('nothing')
    d.play(inspector, [
      ['client', d.result('mcp-airlock:t1', accept('allow once')), 'drop not-pending'],
    ])
  },
)

test('before the handshake is over a client is not asked', () => {
  const { inspector } = stage()
  d.say(inspector, 'client', d.initialize('init', { elicitation: {} }))
  expect(hold(inspector, write(1)).question.way).toBe('terminal')
})
