import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { openHostileSession } from '../../../src/app/hostile-session.ts'
import type { RunningServer } from '../../../src/sandbox/index.ts'

/** A session whose other end the test holds. */
function open() {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()]
  let end: (() => void) | undefined
  const exited = new Promise<{ code: number | null; signal: null }>((resolve) => {
    end = () => resolve({ code: 1, signal: null })
  })
  const server = { input, output, errors, exited } as unknown as RunningServer
  return { session: openHostileSession(server), input, output, errors, end: () => end?.() }
}

const answer = (id: string, text: string) =>
  `${JSON.stringify({ jsonrpc: '2.0', id, result: { content: [{ type: 'text', text }] } })}\n`
const outcome = (word: string) => JSON.stringify({ outcome: word, detail: {} })

test('an attack is one request, and its outcome is in the answer', async () => {
  const { session, input, output } = open()
  const report = session.attack('A01', { hostHome: '/home/a' })
  expect(JSON.parse(String(input.read()))).toEqual({
    jsonrpc: '2.0',
    id: 'A01',
    method: 'tools/call',
    params: { name: 'A01', arguments: { hostHome: '/home/a' } },
  })
  output.write(answer('A01', outcome('denied')))
  expect(await report).toBe('denied')
})

test('an answer may come in pieces, and the next one with it', async () => {
  const { session, output } = open()
  const first = session.attack('A01', {})
  const second = session.attack('A02', {})
  const text = answer('A01', outcome('denied')) + answer('A02', outcome('done'))
  output.write(text.slice(0, 20))
  await new Promise((resolve) => setImmediate(resolve))
  output.write(text.slice(20))
  expect([await first, await second]).toEqual(['denied', 'done'])
})

test.each([
  ['noise', 'log line\n'],
  ['an error', '{"jsonrpc":"2.0","id":"A01","error":{"code":-1,"message":"no"}}\n'],
  ['a text that is no outcome', answer('A01', 'hello')],
  ['no content', '{"jsonrpc":"2.0","id":"A01","result":{"content":[]}}\n'],
])('whatever is not an outcome counts as broken, never as denied: %s', async (_name, line) => {
  const { session, output } = open()
  const report = session.attack('A01', {})
  output.write(line)
  expect(await report).toBe('broken')
})

test('a server that ends instead of answering is an error', async () => {
  const { session, end } = open()
  const report = session.attack('A01', {})
  end()
  await expect(report).rejects.toThrow('the hostile server ended')
})

test('its standard error is read, so that it never blocks on it', async () => {
  const { errors } = open()
  errors.write('x'.repeat(1 << 20))
  await new Promise((resolve) => setImmediate(resolve))
  expect(errors.readableLength).toBe(0)
})
