import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { launcher } from '../support/launcher.ts'
import { start } from '../support/launcher-life.ts'

type Json = Record<string, unknown>

const opened: { end(): void }[] = []
afterEach(() => {
  for (const one of opened.splice(0)) one.end()
})

test('what a profile denies is neither told to the server nor asked of the client', async () => {
  // A method that is let through does not lift what is denied.
  const methods = ['vendor/ask', 'sampling/createMessage']
  const { asked, answers, offered } = await converse({
    capabilities: { sampling: 'deny' },
    methods,
  })
  expect(offered).toEqual({ roots: {} })
  expect(asked).toEqual(['vendor/ask'])
  expect(answers.get('sample')?.['error']).toMatchObject({
    data: { source: 'mcp-airlock', code: 'capability-denied' },
  })
  expect(answers.get('own')?.['result']).toEqual({ by: 'client' })
})

test('what a profile does not mention is allowed, and a method that it does not name is not', async () => {
  const { asked, answers, offered } = await converse({})
  expect(offered).toEqual({ sampling: {}, roots: {} })
  expect(asked).toEqual(['sampling/createMessage'])
  expect(answers.get('sample')?.['result']).toMatchObject({ model: 'm' })
  expect(answers.get('own')?.['error']).toMatchObject({
    data: { source: 'mcp-airlock', code: 'unknown-method' },
  })
})

/** One session of a client that offers sampling and roots, with a server that asks for more than it was told of. */
async function converse(rules: object) {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-doors-')))
  const server = join(import.meta.dirname, '..', 'servers', 'wicked', 'curious.mjs')
  const profile = join(home, 'profile.jsonc')
  const written = { extends: 'node', command: ['node', server], ...rules }
  writeFileSync(profile, JSON.stringify(written), { mode: 0o600 })
  const started = start([...launcher, 'run', profile], home)
  opened.push({
    end: () => {
      started.process.kill('SIGKILL')
      rmSync(home, { recursive: true, force: true })
    },
  })
  const asked: string[] = []
  const say = (message: Json) => started.send({ jsonrpc: '2.0', ...message })
  const seen = new Promise<readonly string[]>((resolve, reject) => {
    const take = (message: Json) => {
      const { id, method, result } = message
      if (typeof method === 'string') {
        asked.push(method)
        say({ id, result: ANSWERS[method] ?? {} })
      } else if (id === GREETING) {
        say({ method: 'notifications/initialized' })
        say({ id: CALL, method: 'tools/call', params: { name: 'x' } })
      } else {
        const { content } = result as { content: { text: string }[] }
        resolve(JSON.parse(content[0]?.text ?? '') as string[])
      }
    }
    let rest = ''
    started.process.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) take(JSON.parse(line) as Json)
    })
    void started.closed.then(() => reject(new Error(`ended early: ${started.errors()}`)))
  })
  say({ id: GREETING, method: 'initialize', params: OFFER })
  const got = (await seen).map((line) => JSON.parse(line) as Json)
  const greeting = got.find(({ method }) => method === 'initialize')?.['params'] as Json
  const answers = new Map(got.filter((one) => !('method' in one)).map((one) => [one['id'], one]))
  return { asked, answers, offered: greeting['capabilities'] }
}

const GREETING = 0
const CALL = 1

const OFFER = {
  protocolVersion: '2025-11-25',
  capabilities: { sampling: {}, roots: {} },
  clientInfo: { name: 'doors', version: '1' },
}

const ANSWERS: Readonly<Record<string, Json>> = {
  'sampling/createMessage': {
    role: 'assistant',
    content: { type: 'text', text: 'hi' },
    model: 'm',
  },
  'vendor/ask': { by: 'client' },
}
