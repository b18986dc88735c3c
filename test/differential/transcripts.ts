import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Subject } from './subject.ts'

export interface Frame {
  readonly from: 'client' | 'server'
  readonly message: Message
}

export interface Message {
  readonly id?: string | number
  readonly method?: string
  readonly params?: Record<string, unknown>
  readonly result?: Record<string, unknown>
  readonly error?: unknown
}

/** Sessions recorded elsewhere; none when the folder is not there. */
export function readTranscripts(folder: string): readonly Subject[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()
    .flatMap((name) => {
      const lines = readFileSync(join(folder, name), 'utf8').trim().split('\n')
      return toSubjects(
        name,
        lines.map((line) => {
          const frame = JSON.parse(line) as { dir: string; line: string }
          return {
            from: frame.dir === 'c>s' ? 'client' : 'server',
            message: JSON.parse(frame.line) as Message,
          }
        }),
      )
    })
}

/**
 * The revision is that of the request: 2026-07-28 when its `_meta` says so, otherwise what `initialize` agreed on, and
 * 2025-11-25 for `initialize` itself.
 */
export function toSubjects(source: string, frames: readonly Frame[]): readonly Subject[] {
  const open = new Map<string, { revision: string; method: string; task: boolean }>()
  let agreed = '2025-11-25'
  let modern = false
  return frames.map(({ from, message }, index) => {
    const { id, method, params, result } = message
    const own = `${from} ${JSON.stringify(id)}`
    const base = { from, source: `${source}:${index + 1}` }
    if (method !== undefined) {
      const said = (params?.['_meta'] as Record<string, unknown> | undefined)?.[VERSION]
      if (id !== undefined) modern = said !== undefined
      const revision = modern ? '2026-07-28' : agreed
      const extensions = JSON.stringify(params?.['_meta'] ?? {})
      const task = params?.['task'] !== undefined || extensions.includes(TASKS)
      if (id !== undefined) open.set(own, { revision, method, task })
      const part = id === undefined ? 'notification' : 'request'
      const text = params === undefined ? undefined : JSON.stringify(params)
      return { ...base, revision, part, method, task: false, text }
    }
    const asked = open.get(`${from === 'client' ? 'server' : 'client'} ${JSON.stringify(id)}`)
    if (asked === undefined) throw new Error(`${source}: answer to nothing`)
    if (asked.method === 'initialize' && result !== undefined) {
      agreed = String(result['protocolVersion'])
    }
    const { revision } = asked
    if (result === undefined) {
      return { ...base, ...asked, revision, part: 'error', text: JSON.stringify(message.error) }
    }
    return { ...base, ...asked, revision, part: 'result', text: JSON.stringify(result) }
  })
}

const VERSION = 'io.modelcontextprotocol/protocolVersion'
const TASKS = 'io.modelcontextprotocol/tasks'
