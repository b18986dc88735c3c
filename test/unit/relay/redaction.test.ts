import { isUtf8 } from 'node:buffer'
import { EventEmitter, once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { type Check, createInspector, createRedactor } from '../../../src/inspect/index.ts'
import { startRelay } from '../../../src/relay/index.ts'
import { Pipe } from '../../support/pipe.ts'

const TOKEN = 'ghp_16C7e42F292c6912E771'
const MARK = '[redacted: TOKEN]'
const NOTED =
  'noticed server: the value of `TOKEN` was on its way to the client and has been redacted'

/** A relay in front of a server that was given the token; its ends and what a person read of it. */
function start(value = TOKEN, checks: readonly Check[] = []) {
  const redactor = createRedactor([{ name: 'TOKEN', value: Buffer.from(value) }])
  const clientInput = new PassThrough()
  const clientOutput = new Pipe()
  const input = new Pipe()
  const output = new PassThrough()
  const errors = new PassThrough()
  const notes: string[] = []
  const life = new EventEmitter()
  const exited = once(life, 'exit').then(([end]) => end)
  const relay = startRelay({
    client: { input: clientInput, output: clientOutput },
    server: { input, output, errors, exited, terminate: () => {}, kill: () => {} },
    inspector: createInspector({ isUtf8, redactor, checks }),
    observer: { note: (kind, text) => notes.push(`${kind} ${text}`) },
    redactor,
  })
  const end = async () => {
    output.end()
    errors.end()
    life.emit('exit', { code: 0, signal: null })
    await relay.ended
    return { notes, shown: String(clientOutput.read() ?? ''), said: String(input.read() ?? '') }
  }
  return { clientInput, output, errors, end }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 10))
const log = (data: string) =>
  `${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: { data } })}\n`

test('messages reach the client with a marker, in order with those that hold no value', async () => {
  const { output, end } = start()
  const plain = log('a')
  const bytes = Buffer.from(
    `${plain}${log(`b ${TOKEN}`)}${plain}${log(Buffer.from(`x${TOKEN}`).toString('base64'))}`,
  )
  for (let at = 0; at < bytes.length; at += 7) output.write(bytes.subarray(at, at + 7))
  await soon()
  const { shown, notes } = await end()
  expect(shown).toMatch(
    new RegExp(
      `^${[plain, log(`b ${MARK}`), plain].map(quoted).join('')}.*\\[redacted: TOKEN\\]`,
      's',
    ),
  )
  expect(notes).toEqual([NOTED])
})

test('the server gets what the client says as it is', async () => {
  const { clientInput, end } = start()
  clientInput.write(log(TOKEN))
  await soon()
  const { said, notes } = await end()
  expect(said).toBe(log(TOKEN))
  expect(notes).toEqual([])
})

test('standard error is redacted, however it is cut, and the entry is told of once', async () => {
  const { errors, end } = start()
  errors.write(`key=${TOKEN.slice(0, 10)}`)
  await soon()
  errors.write(`${TOKEN.slice(10)}\nagain ${TOKEN}\nplain\n`)
  await soon()
  const { notes } = await end()
  expect(notes).toEqual([`server key=${MARK}`, `server again ${MARK}`, 'server plain', NOTED])
})

test('a value that reaches over the length of a line is redacted before the line is cut', async () => {
  for (const before of [4080, 4090, 4095, 4096]) {
    const { errors, end } = start()
    errors.write(`${'.'.repeat(before)}${TOKEN}${'.'.repeat(100)}\n`)
    await soon()
    const { notes } = await end()
    expect(notes[0]).not.toContain('ghp_')
    expect(notes[0]).toMatch(/bytes more\)$/)
  }
})

test('a value over several lines is redacted in standard error', async () => {
  const key = '-----BEGIN KEY-----\nabcdefgh\n-----END KEY-----'
  const { errors, end } = start(key)
  for (const line of key.split('\n')) {
    errors.write(`${line}\n`)
    await soon()
  }
  const { notes } = await end()
  expect(notes).toEqual([`server ${MARK}`, NOTED])
})

test('what is held back at the end of standard error is shown', async () => {
  const { errors, end } = start()
  errors.write(`${TOKEN} ghp_`)
  const { notes } = await end()
  expect(notes).toEqual([NOTED, `server ${MARK} ghp_`])
})

test.each([
  ['text on standard output', `token ${TOKEN}\n`, `noise token ${MARK}`],
  [
    'text that is cut',
    `${'.'.repeat(4090)}${TOKEN}\n`,
    `noise ${'.'.repeat(4090)}[redac… (11 bytes more)`,
  ],
])('%s is redacted', async (_name, text, note) => {
  const { output, end } = start()
  output.write(text)
  await soon()
  expect((await end()).notes[0]).toBe(note)
})

test('what is said of a refused message holds no value, whoever said it', async () => {
  const { clientInput, output, end } = start()
  output.write(`{"jsonrpc":"2.0","id":"${TOKEN}","method":"ping"}\n`)
  clientInput.write(`{"jsonrpc":"2.0","id":1,"method":"ping","x":"${TOKEN}"}\n`)
  await soon()
  const { notes, shown } = await end()
  expect(notes[0]).toBe(
    'refused server: the message holds the value of `TOKEN` in its id or method, answered to the server',
  )
  expect(JSON.stringify([notes, shown])).not.toContain(TOKEN)
})

test('notes are redacted, whatever a rule quotes in them', async () => {
  const refusing: Check = () => ({ kind: 'drop', code: 'not-pending', reason: `no \`${TOKEN}\`` })
  const { clientInput, end } = start(TOKEN, [refusing])
  clientInput.write(log('x'))
  await soon()
  expect((await end()).notes).toContain(`refused client: no \`${MARK}\``)
})

function quoted(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
