import { expect } from 'vitest'
import type { Inspector, Outcome, Verdict } from '../../../../src/inspect/index.ts'
import * as d from '../doors.ts'
import { role } from '../roles.ts'

/** A session in which `write_*`, the prompt `held` and the address `notes://held` need consent. */
export function stage(more: Parameters<typeof d.door>[0] = {}) {
  const clock = { now: 0 }
  let tokens = 0
  const inspector = d.door({
    role: role({
      tools: { approve: ['write_*'] },
      prompts: { approve: ['held'] },
      resources: { approve: ['notes://held'] },
      rate: { requestsPerMinute: 60_000, burst: 10_000 },
    }),
    approvals: {
      profile: 'notes',
      newToken: () => `t${++tokens}`,
      now: () => clock.now,
      timeoutMs: 50_000,
    },
    now: () => clock.now,
    ...more,
  })
  return { inspector, clock }
}

export const write = (id: unknown, given: unknown = { a: 1 }, name = 'write_file') =>
  d.call(id, { name, arguments: given })

/** Says the line, which has to wait, and returns what is known of the wait. */
export function hold(inspector: Inspector, line: string) {
  const verdict = d.say(inspector, 'client', line)
  if (verdict.kind !== 'hold') throw new Error(`${verdict.kind}: ${d.show(verdict)}`)
  return verdict
}

/** What becomes of a wait, as `show` writes it; the line of the request where it goes on. */
export function resolve(inspector: Inspector, ticket: string, outcome: Outcome): string {
  const release = inspector.resolve(ticket, outcome)
  if (release === undefined) return 'nothing'
  const { verdict, line } = release
  return verdict.kind === 'forward' ? `forward ${Buffer.from(line).toString()}` : d.show(verdict)
}

/** The JSON of our own line to the client. */
export function askedIn(verdict: Verdict): Record<string, unknown> {
  const line =
    verdict.kind === 'hold' ? verdict.ask?.line : 'line' in verdict ? verdict.line : undefined
  expect(line).toBeDefined()
  return JSON.parse(Buffer.from(line as Uint8Array).toString())
}
