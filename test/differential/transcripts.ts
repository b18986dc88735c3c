import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { REVISIONS } from '../../src/wire/revisions/index.ts'
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
 * The revision is that of the request: 2026-07-28 when its `_meta` says so, otherwise what `initialize` agreed on; for
 * `initialize` itself, what either side proposes.
 */
export function toSubjects(source: string, frames: readonly Frame[]): readonly Subject[] {
  const session: Session = { open: new Map(), agreed: '2025-11-25', modern: false }
  return frames.map(({ from, message }, index) => ({
    ...(message.method === undefined
      ? response(session, from, message)
      : call(session, from, message, message.method)),
    from,
    source: `${source}:${index + 1}`,
  }))
}

type Part = Omit<Subject, 'from' | 'source'>

interface Session {
  readonly open: Map<string, { revision: string; method: string; task: boolean }>
  agreed: string
  modern: boolean
}

function call(session: Session, from: string, message: Message, method: string): Part {
  const { id, params } = message
  const meta = (params?.['_meta'] ?? {}) as Record<string, unknown>
  if (id !== undefined) session.modern = meta[VERSION] !== undefined
  if (method === 'initialize') session.agreed = revisionOf(params?.['protocolVersion'])
  const revision = session.modern ? '2026-07-28' : session.agreed
  const task = params?.['task'] !== undefined || JSON.stringify(meta).includes(TASKS)
  if (id !== undefined)
    session.open.set(`${from} ${JSON.stringify(id)}`, { revision, method, task })
  const part = id === undefined ? 'notification' : 'request'
  const text = params === undefined ? undefined : JSON.stringify(params)
  return { revision, part, method, task: false, text }
}

function response(session: Session, from: string, { id, result, error }: Message): Part {
  const asker = from === 'client' ? 'server' : 'client'
  const asked = session.open.get(`${asker} ${JSON.stringify(id)}`)
  if (asked === undefined) throw new Error(`answer to nothing: ${id}`)
  if (result === undefined) return { ...asked, part: 'error', text: JSON.stringify(error) }
  const isStart = asked.method === 'initialize'
  if (isStart) session.agreed = revisionOf(result['protocolVersion'])
  const revision = isStart ? session.agreed : asked.revision
  return { ...asked, revision, part: 'result', text: JSON.stringify(result) }
}

const revisionOf = (version: unknown) =>
  REVISIONS.find(({ date }) => date === version)?.date ?? '2025-11-25'

const VERSION = 'io.modelcontextprotocol/protocolVersion'
const TASKS = 'io.modelcontextprotocol/tasks'
