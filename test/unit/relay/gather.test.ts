import { isUtf8 } from 'node:buffer'
import { expect, test } from 'vitest'
import { createInspector } from '../../../src/inspect/index.ts'
import { startRelay } from '../../../src/relay/index.ts'
import { Pipe } from '../../support/pipe.ts'

/** A relay whose client has asked that many questions. */
async function start(asked: number) {
  const client = { input: new Pipe(), output: new Pipe() }
  const server = { input: new Pipe(), output: new Pipe(), errors: new Pipe() }
  const given = { ways: 0 }
  const never = new Promise<never>(() => undefined)
  startRelay({
    client,
    server: { ...server, exited: never, terminate: () => undefined, kill: () => undefined },
    inspector: createInspector({ isUtf8 }),
    observer: { note: () => undefined },
    giveWay: () => {
      given.ways += 1
    },
  })
  const say = async (text: string) => {
    server.output.write(text)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const ids = [...Array(asked).keys()]
  client.input.write(
    ids.map((id) => `{"jsonrpc":"2.0","id":${id},"method":"tools/list"}\n`).join(''),
  )
  await say('')
  return { client, given, say }
}

const answer = (id: number, text = '') =>
  `{"jsonrpc":"2.0","id":${id},"result":{"x":${JSON.stringify(text)}}}\n`

test('a server that answers one of many requests at a time is left to answer more of them', async () => {
  const { client, given, say } = await start(40)
  const answers = [...Array(10).keys()].map((id) => answer(id))
  for (const each of answers) await say(each)
  // 39 to 32 requests were open behind the first eight.
  expect(given.ways).toBe(8)
  expect(String(client.output.read())).toBe(answers.join(''))
})

test.each([
  ['one large piece', [answer(0, 'x'.repeat(32 * 1024))]],
  ['several together', [[0, 1, 2, 3, 4].map((id) => answer(id)).join('')]],
])('what comes as %s is read on at once', async (_name, said) => {
  const { given, say } = await start(60)
  for (const each of said) await say(each)
  expect(given.ways).toBe(0)
})

test('whoever waits for few answers is not kept waiting, whatever else the server says', async () => {
  const { given, say } = await start(32)
  await say(answer(0))
  await say('{"jsonrpc":"2.0","method":"n"}\n')
  expect(given.ways).toBe(0)
})
