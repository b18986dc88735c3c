import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { type ElicitRequest, ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { afterEach } from 'vitest'
import { launcher } from '../support/launcher.ts'

/** What has to be undone behind a test, the last first. */
export const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const one of undo.splice(0).toReversed()) await one()
})

type Decide = (question: ElicitRequest['params'] & { message: string }) => string | undefined

/** A client of the official SDK with the forger behind a launcher; with forms when it can decide. */
export async function connect(home: string, decide?: Decide, more: object = {}) {
  const [command = '', ...args] = commandIn(home, more)
  const env = { HOME: home, PATH: process.env['PATH'] ?? '' }
  const transport = new StdioClientTransport({ command, args, env, stderr: 'pipe' })
  const said = { errors: '' }
  transport.stderr?.on('data', (chunk: Buffer) => (said.errors += chunk.toString()))
  const capabilities = decide === undefined ? {} : { elicitation: {} }
  const client = new Client({ name: 'approvals', version: '1' }, { capabilities })
  if (decide !== undefined) {
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      const decision = decide(params)
      return decision === undefined
        ? { action: 'decline' as const }
        : { action: 'accept' as const, content: { decision } }
    })
  }
  await client.connect(transport)
  undo.push(() => client.close())
  const call = async (name: string, given: Record<string, unknown> = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: given })
    const [{ text }] = content as [{ text: string }]
    return isError === true ? `refused: ${text}` : text
  }
  const seen = async () => {
    const lines = JSON.parse(await call('seen')) as string[]
    return lines.filter((line) => !line.includes('"seen"') && !line.includes('"forge"'))
  }
  return { client, call, seen, said }
}

/** The launcher with the forger and a profile in which its tool `write` needs consent. */
export function commandIn(home: string, more: object = {}): readonly string[] {
  const profile = join(home, 'notes.jsonc')
  const server = join(import.meta.dirname, '..', 'servers', 'wicked', 'forger.mjs')
  const rules = { tools: { approve: ['write'] }, ...more }
  writeFileSync(profile, JSON.stringify({ extends: 'node', command: ['node', server], ...rules }), {
    mode: 0o600,
  })
  return [...launcher, 'run', profile]
}

export function makeHome(): string {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-approvals-')))
  undo.push(() => rmSync(home, { recursive: true, force: true }))
  return home
}

/** `mcp-airlock approve` in a pseudo-terminal, in which somebody answers each question. Resolves with what stood there. */
export function approveIn(
  home: string,
  answers: readonly string[],
): Promise<{ code: number | null; text: string }> {
  const command = [...launcher, 'approve'].map((word) => `'${word}'`).join(' ')
  // script(1) runs it in a terminal of its own.
  const child: ChildProcess = spawn('script', ['-qec', command, '/dev/null'], {
    env: { HOME: home, PATH: process.env['PATH'] },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  undo.push(() => child.kill('SIGKILL'))
  const left = [...answers]
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    for (
      let asked = text.split('[y/n/a]').length - 1;
      asked > answers.length - left.length;
      asked--
    ) {
      child.stdin?.write(`${left.shift() ?? 'n'}\n`)
    }
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, text })))
}

/** Waits until so many launchers have questions. */
export async function waiting(home: string, launchers = 1): Promise<string> {
  const directory = join(home, '.local/state/mcp-airlock/approvals')
  while (!existsSync(directory) || readdirSync(directory).length < launchers) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return directory
}
