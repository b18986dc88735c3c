import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect } from 'vitest'
import {
  type AgentClient,
  type AgentEnd,
  type AgentLimits,
  connectAgent,
  type GetRequest,
  standardLimits,
  startAgent,
} from '../../../src/agent/index.ts'
import { FakeClock, FakePerson, FakeVault } from './fakes.ts'

const undo: (() => void)[] = []

/** To be called by each file of tests. */
export function cleanUp(): void {
  afterEach(() => {
    for (const one of undo.splice(0).toReversed()) one()
  })
}

export function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'airlock-agent-'))
  undo.push(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** An agent in this process, reached through its socket. */
export async function start(
  options: {
    readonly directory?: string
    readonly vault?: FakeVault
    readonly limits?: Partial<AgentLimits>
  } = {},
) {
  const directory = options.directory ?? makeDirectory()
  const vault = options.vault ?? new FakeVault()
  const clock = new FakeClock()
  const person = new FakePerson()
  const ends: AgentEnd[] = []
  const agent = await startAgent({
    directory,
    vault,
    ask: person,
    clock,
    limits: { ...standardLimits, tickMs: 5, ...options.limits },
    hardening: { tests: 'none' },
    onEnd: (why) => ends.push(why),
  })
  undo.push(() => agent?.end('shutdown'))
  const client = async () => {
    const connected = (await connectAgent(directory)) as AgentClient
    undo.push(() => connected.close())
    return connected
  }
  return { directory, vault, clock, person, ends, agent, client }
}

export const PATIENCE = { display: {}, mayAsk: true, elicit: false, waitMs: 5000 }
export const vaultKey = () => Buffer.from(FakeVault.key)

export function get(more: Partial<GetRequest> = {}): GetRequest {
  return {
    profile: 'notes',
    program: 'p1',
    commandLine: 'node notes.mjs',
    names: ['A', 'B'],
    refuseOverdue: false,
    ...PATIENCE,
    ...more,
  }
}

/** With the key, which its first client has given. */
export const unlocked = async (options: Parameters<typeof start>[0] = {}) => {
  const parts = await start(options)
  const client = await parts.client()
  expect(await client.unlock({ ...PATIENCE, vaultKey: vaultKey() })).toEqual({ kind: 'done' })
  return { ...parts, one: client }
}
