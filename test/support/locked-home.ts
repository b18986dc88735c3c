import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'vitest'
import { type Chromium, startChromium } from './chromium.ts'
import { launcher } from './launcher.ts'
import { packageFile } from './servers-subject.ts'
import { makeVaultHome, must, PASSPHRASE, SECRET, SILENT, type VaultHome } from './vault-home.ts'

/**
 * A locked vault, no window and no browser that could be opened: the client is the only one that can show a person where to unlock. The
 * person has a real browser.
 */
export interface LockedHome {
  readonly home: VaultHome
  /** Whether a witness has run. */
  hasRun(): boolean
  start(profile: string): Talk
  /** The vault becomes open by another way. */
  unlock(): Promise<void>
  /** Opens the page that a question names and types the passphrase, if it shows the code that the client was told. */
  unlockAt(asked: Line): Promise<void>
  /** Allows on the page what is asked there. */
  allowAt(asked: Line): Promise<void>
  /** Between two tests. */
  reset(): Promise<void>
  end(): Promise<void>
}

// biome-ignore lint/suspicious/noExplicitAny: whatever JSON a line holds
// oxlint-disable-next-line typescript/no-explicit-any
export type Line = any

/** A client of single lines that answers nothing by itself. */
export interface Talk {
  readonly child: ChildProcess
  readonly all: Line[]
  readonly ended: Promise<number | null>
  send(message: object): void
  /** The first line that fits, said or yet to be said. */
  said(isIt: (line: Line) => boolean): Promise<Line>
}

export const ELICIT = 'elicitation/create'

/** Profiles: the real server `everything`, the witness by what it breaks, and `fresh`, whose program the vault does not know yet. */
export async function makeLockedHome(): Promise<LockedHome> {
  const home = await makeVaultHome()
  const trace = join(home.path, 'trace', 'ran')
  const talks: Talk[] = []
  await must(home.vault(['vault', 'set', 'api-key', '--scope', '*', ...SILENT], SECRET))
  installServers(home, trace)
  await must(home.vault(['unlock', ...SILENT]))
  for (const name of ['everything', ...WITNESSES])
    await must(home.vault(['vault', 'approve', name, ...SILENT]))
  await home.call('lock', '--end')
  // Away, so that nothing opens the vault without a person.
  renameSync(join(home.path, 'key'), join(home.path, 'key.away'))
  const chromium = await startChromium(home.path)
  return {
    home,
    hasRun: () => existsSync(trace),
    start: (profile) => {
      const talk = startTalk(home, profile)
      talks.push(talk)
      return talk
    },
    unlock: async () => {
      await must(home.vault(['unlock', '--slot', 'main', '--passphrase-fd', '3']))
    },
    unlockAt: async ({ params }) => {
      const tab = await visit(chromium, params)
      await tab.type(PASSPHRASE)
      await tab.evaluate(SUBMIT)
    },
    allowAt: async ({ params }) => {
      const tab = await visit(chromium, params)
      await tab.evaluate(SUBMIT)
    },
    reset: async () => {
      for (const { child, ended } of talks.splice(0)) {
        child.kill('SIGKILL')
        await ended
      }
      await home.call('lock', '--end')
      rmSync(trace, { force: true })
    },
    end: async () => {
      await chromium.end()
      await home.end()
    },
  }
}

/** The client's first words, after which it has been answered and asked; returns the question. */
export async function greeted(talk: Talk): Promise<Line> {
  talk.send(hello())
  expect(await talk.said(({ id }) => id === 1)).toMatchObject({
    result: {
      protocolVersion: '2025-11-25',
      capabilities: { tools: { listChanged: true } },
      serverInfo: { name: 'mcp-airlock' },
    },
  })
  expect(talk.all).toHaveLength(1)
  talk.send({ method: 'notifications/initialized' })
  const asked = await talk.said(({ method }) => method === ELICIT)
  expect(asked.params).toMatchObject({ mode: 'url', elicitationId: expect.any(String) })
  return asked
}

/** `initialize` with id 1. */
export function hello(other: object = {}): object {
  const params = {
    protocolVersion: '2025-11-25',
    capabilities: OPENS_URLS,
    clientInfo: { name: 'lines', version: '1' },
    ...other,
  }
  return { id: 1, method: 'initialize', params }
}

/** A request of 2026-07-28. */
export function modern(
  id: number,
  method: string,
  params: object = {},
  capabilities: object = OPENS_URLS,
): object {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'lines', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': capabilities,
  }
  return { id, method, params: { ...params, _meta } }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function installServers(home: VaultHome, trace: string): void {
  const env = { API_KEY: '${vault:api-key}' }
  const profile = (name: string, content: object) =>
    home.profile({ pins: 'off', ...content }, `.config/mcp-airlock/profiles/${name}.jsonc`)
  const server = packageFile('@modelcontextprotocol/server-everything/dist/index.js')
  profile('everything', { command: ['node', server], env })
  for (const breaks of [...WITNESSES, 'fresh']) {
    const folder = join(home.path, `witness-${breaks}`)
    for (const each of [folder, join(home.path, 'trace')]) mkdirSync(each, { recursive: true })
    for (const name of ['witness.mjs', 'package.json'])
      copyFileSync(join(import.meta.dirname, '../servers/wicked', name), join(folder, name))
    profile(breaks, {
      command: ['node', join(folder, 'witness.mjs')],
      env: { ...env, TRACE: trace, WITNESS: breaks },
      filesystem: { write: [join(home.path, 'trace')] },
    })
  }
}

function startTalk(home: VaultHome, profile: string): Talk {
  const [command = '', ...words] = launcher
  const env = { HOME: home.path, PATH: process.env['PATH'] ?? '' }
  const child = spawn(command, [...words, 'run', profile], { env, cwd: '/', stdio: 'pipe' })
  const all: Line[] = []
  let errors = ''
  child.stdin.on('error', () => undefined)
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  createInterface({ input: child.stdout }).on('line', (line) => all.push(JSON.parse(line)))
  return {
    child,
    all,
    ended: new Promise((resolve) => child.on('close', resolve)),
    send: (message) =>
      void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`),
    said: async (isIt) => {
      for (let round = 0; round < 500; round += 1) {
        const line = all.find(isIt)
        if (line !== undefined) return line
        await pause(20)
      }
      throw new Error(`never said; ${JSON.stringify(all)} ${errors}`)
    },
  }
}

async function visit(chromium: Chromium, { url, message }: { url: string; message: string }) {
  const tab = await chromium.tab()
  await tab.open(url)
  const code = await tab.evaluate('document.querySelector("#code").innerText')
  if (!message.includes(code)) throw new Error('another code')
  return tab
}

const OPENS_URLS = { elicitation: { url: {} } }
const WITNESSES = ['nothing', 'version', 'tools', 'error', 'exit']
const SUBMIT = 'document.querySelector("#form").requestSubmit()'
