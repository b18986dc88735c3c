import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { greeted, hello, type LockedHome, makeLockedHome, modern } from '../support/locked-home.ts'

/** A server that waits for its secrets, and clients that do not do what they were asked; servers that are not what was promised for them. */

let locked: LockedHome
beforeAll(async () => {
  locked = await makeLockedHome()
})
afterEach(async () => {
  await locked.reset()
})
afterAll(async () => {
  await locked.end()
})

test.each([
  ['declines', { result: { action: 'decline' } }],
  ['cannot after all', { error: { code: -32601, message: 'no' } }],
  ['says something else', { result: { action: 'yes' } }],
])(
  'a client that %s is told for each request that waits what to do, and nothing has run',
  async (_how, answer) => {
    const talk = locked.start('nothing')
    const asked = await greeted(talk)
    for (const id of [2, 3]) talk.send({ id, method: 'tools/list', params: {} })
    talk.send({ id: asked.id, ...answer })
    for (const id of [2, 3])
      expect(await talk.said((line) => line.id === id)).toMatchObject({
        error: { code: -31026, message: expect.stringMatching(/declined; mcp-airlock unlock/) },
      })
    expect(await talk.ended).toBe(125)
    expect(locked.hasRun()).toBe(false)
  },
)

test('a person who declines in 2026-07-28 is not asked again', async () => {
  const talk = locked.start('nothing')
  talk.send(modern(3, 'tools/call', { name: 'seen', arguments: {} }))
  const { result } = await talk.said(({ id }) => id === 3)
  const back = { inputResponses: { 'mcp-airlock': { action: 'decline' } } }
  talk.send(
    modern(4, 'tools/call', {
      name: 'seen',
      arguments: {},
      ...back,
      requestState: result.requestState,
    }),
  )
  expect(await talk.said(({ id }) => id === 4)).toMatchObject({ error: { code: -31026 } })
  expect(await talk.ended).toBe(125)
  expect(locked.hasRun()).toBe(false)
})

test('a client that goes away takes the question with it', async () => {
  const talk = locked.start('nothing')
  const asked = await greeted(talk)
  talk.child.stdin?.end()
  expect(await talk.ended).toBe(125)
  const gone = await fetch(asked.params.url).then(
    ({ status }) => status,
    () => 'closed',
  )
  expect(gone).toBe('closed')
  expect(locked.hasRun()).toBe(false)
})

test('a program that is replaced while a person is asked gets nothing of what was allowed to the one before it', async () => {
  const program = join(locked.home.path, 'witness-nothing', 'witness.mjs')
  const before = readFileSync(program, 'utf8')
  const talk = locked.start('nothing')
  try {
    const asked = await greeted(talk)
    talk.send({ id: 2, method: 'tools/list', params: {} })
    writeFileSync(program, `${before}\n// of somebody else`)
    await locked.unlockAt(asked)
    expect(await talk.ended).toBe(126)
    expect(locked.hasRun()).toBe(false)
  } finally {
    writeFileSync(program, before)
  }
})

test('what waits is bounded: the 65th line and a long one are refused, and the others go on', async () => {
  const talk = locked.start('nothing')
  const asked = await greeted(talk)
  talk.send({ id: 'long', method: 'tools/list', params: { _meta: { x: 'x'.repeat(1 << 20) } } })
  // Two lines wait already.
  for (let id = 3; id <= 65; id += 1) talk.send({ id, method: 'tools/list', params: {} })
  for (const id of ['long', 65])
    expect(await talk.said((line) => line.id === id)).toMatchObject({ error: { code: -31005 } })
  await locked.unlockAt(asked)
  for (let id = 3; id <= 64; id += 1)
    expect(await talk.said((line) => line.id === id)).toHaveProperty('result')
})

test.each([
  ['version', /speaks the revision `2025-06-18`/],
  ['tools', /has no tools/],
  ['error', /did not accept/],
  ['exit', /did not accept/],
])('a server that is not what was promised ends the session (%s)', async (breaks, why) => {
  const talk = locked.start(breaks)
  const asked = await greeted(talk)
  talk.send({ id: 2, method: 'tools/list', params: {} })
  await locked.unlockAt(asked)
  expect(await talk.said(({ id }) => id === 2)).toMatchObject({
    error: { code: -31026, message: expect.stringMatching(why) },
  })
  await talk.ended
  expect(talk.all.filter(({ id }) => id === 1)).toHaveLength(1)
})

test.each([
  ['an older revision', hello({ protocolVersion: '2025-06-18' })],
  ['forms only', hello({ capabilities: { elicitation: {} } })],
  ['nothing at all', hello({ capabilities: {} })],
  [
    'no URLs in 2026-07-28',
    modern(1, 'tools/call', { name: 'seen' }, { elicitation: { form: {} } }),
  ],
])('a client with %s is not asked; it hears at once what to do', async (_what, first) => {
  const talk = locked.start('nothing')
  const before = performance.now()
  talk.send(first)
  talk.send({ id: 2, method: 'tools/list', params: {} })
  for (const id of [1, 2])
    expect(await talk.said((line) => line.id === id)).toMatchObject({
      error: { code: -31026, message: expect.stringMatching(/mcp-airlock unlock/) },
    })
  expect(performance.now() - before).toBeLessThan(10_000)
  expect(talk.all).toHaveLength(2)
  expect(await talk.ended).toBe(125)
})
