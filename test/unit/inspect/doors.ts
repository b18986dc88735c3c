import { isUtf8 } from 'node:buffer'
import { expect } from 'vitest'
import type { Check } from '../../../src/inspect/check.ts'
import { CHECKS } from '../../../src/inspect/checks/order.ts'
import { createInspector, type Inspector, type Verdict } from '../../../src/inspect/index.ts'
import { Received } from '../../../src/inspect/message.ts'
import { REWRITES } from '../../../src/inspect/rewrites/order.ts'
import { compileGrammars } from '../../differential/grammars.ts'
import { rethrow } from '../../support/rethrow.ts'

type Side = 'client' | 'server'
type Options = Omit<Parameters<typeof createInspector>[0], 'isUtf8' | 'grammars'>

/** One message and what becomes of it, as `show` writes it. */
export type Step = readonly [from: Side, line: string, outcome: string]

/** As the build makes them; compiled once for all tests of one worker. */
const grammars = await compileGrammars()
const grammar = (revision: string) => grammars.get(revision)

/** An inspector with everything on, which also asks about each message the rules that it does not ask elsewhere. */
export function door({ checks = [], ...options }: Options = {}): Inspector {
  return plainDoor({ ...options, checks: [...checks, nothingMissed, nothingCut] })
}

/** The same without these questions. */
export function plainDoor(options: Options = {}): Inspector {
  return createInspector({ onBug: rethrow, ...options, isUtf8, grammars: grammar })
}

/** The table of rules by kinds of messages and policies leaves out none that would have said something. */
const nothingMissed: Check = (message, view) => {
  const { from, envelope, asked } = message
  const method = 'method' in envelope ? envelope.method : asked?.method
  for (const { rule, when, methods, ...kinds } of [...CHECKS, ...REWRITES]) {
    const isOfKind = kinds[from]?.includes(envelope.kind) === true
    const isNamed = methods === undefined || (method !== undefined && methods.includes(method))
    if (isOfKind && isNamed && when?.(view.policy) !== false) continue
    const said = rule(message, view)
    if (said !== undefined) throw new Error(`${rule.name} would have said ${JSON.stringify(said)}`)
  }
  return undefined
}

/** What stands in long strings changes nothing of what a rule says that reads them cut short. */
const nothingCut: Check = (message, view) => {
  if (message.envelope.longStrings === undefined) return undefined
  const whole = Object.defineProperty(Received.kept(message), 'outline', { value: message.body })
  for (const { rule } of [...CHECKS, ...REWRITES]) {
    expect(gist(rule(message, view)), rule.name).toEqual(gist(rule(whole, view)))
  }
  return undefined
}

/** A reason may quote what it read. */
function gist(said: object | undefined): unknown {
  return said && 'code' in said ? said.code : said
}

/** `forward`, `noise`, `drop code`, `answer side id code`, `result side id code` for a tool that did not run, `end code`, `replace` and the new line, or `batch`, what is left, and the rest. */
export function show(verdict: Verdict): string {
  if (verdict.kind === 'forward' || verdict.kind === 'noise') return verdict.kind
  if (verdict.kind === 'replace') return `replace ${Buffer.from(verdict.line).toString()}`
  if (verdict.kind === 'batch') {
    const left = verdict.line === undefined ? 'nothing' : Buffer.from(verdict.line).toString()
    const released = (verdict.released ?? []).map((one) => show({ kind: 'release', ...one }))
    return [`batch ${left.trimEnd()}`, ...verdict.refused.map(show), ...released].join(' | ')
  }
  if (verdict.kind === 'release') return `release ${show(verdict.verdict)}`
  if (verdict.kind === 'hold') return `hold ${verdict.question.way}`
  const { kind, code, reason } = verdict
  if (kind !== 'answer') return `${kind} ${code}`
  const { id, error, result } = JSON.parse(Buffer.from(verdict.line).toString())
  if (result?.resultType === 'input_required') return `asks ${verdict.to} ${JSON.stringify(id)}`
  if (result !== undefined) {
    expect(result).toMatchObject({ isError: true, _meta: { 'mcp-airlock/code': code } })
    expect(result.content).toEqual([{ type: 'text', text: `mcp-airlock: ${reason}` }])
    return `result ${verdict.to} ${JSON.stringify(id)} ${code}`
  }
  expect(error.data).toEqual({ source: 'mcp-airlock', reason, code })
  return `answer ${verdict.to} ${JSON.stringify(id)} ${code}`
}

export function say(inspector: Inspector, from: Side, line: string): Verdict {
  const bytes = Buffer.from(line)
  return from === 'client' ? inspector.fromClient(bytes) : inspector.fromServer(bytes)
}

/** Plays the steps and holds each outcome against the expected one. */
export function play(inspector: Inspector, steps: readonly Step[]): void {
  for (const [from, line, outcome] of steps) {
    expect(show(say(inspector, from, line)), `${from}: ${line}`).toBe(outcome)
  }
}

export const request = (id: unknown, method: string, params?: unknown) =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params })
export const notify = (method: string, params?: unknown) =>
  JSON.stringify({ jsonrpc: '2.0', method, params })
export const result = (id: unknown, value: unknown = {}) =>
  JSON.stringify({ jsonrpc: '2.0', id, result: value })
export const failure = (id: unknown, error: unknown = { code: -32603, message: 'no' }) =>
  JSON.stringify({ jsonrpc: '2.0', id, error })

export const initialize = (
  id: unknown,
  capabilities: unknown = {},
  protocolVersion = '2025-11-25',
) =>
  request(id, 'initialize', {
    protocolVersion,
    capabilities,
    clientInfo: { name: 'client', version: '1' },
  })

export const initialized = (id: unknown, protocolVersion = '2025-11-25') =>
  result(id, {
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'server', version: '1' },
  })

/** The handshake, as the first steps of a session up to 2025-11-25. */
export function handshake(capabilities: unknown = {}, revision = '2025-11-25'): readonly Step[] {
  return [
    ['client', initialize('init', capabilities, revision), 'forward'],
    ['server', initialized('init', revision), 'forward'],
    ['client', notify('notifications/initialized'), 'forward'],
  ]
}

/** Params of a request of 2026-07-28. */
export const modern = (params: object = {}, capabilities: unknown = {}, meta: object = {}) => ({
  ...params,
  _meta: {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': capabilities,
    ...meta,
  },
})

export const text = (value = 'x') => ({ content: [{ type: 'text', text: value }] })
/** A call of a tool up to 2025-11-25. */
export const call = (id: unknown, params: object = {}) =>
  request(id, 'tools/call', { name: 'echo', ...params })
/** A call of a tool in 2026-07-28. */
export const modernCall = (id: unknown, capabilities: unknown = {}, params: object = {}) =>
  request(id, 'tools/call', modern({ name: 'echo', ...params }, capabilities))
