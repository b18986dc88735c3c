import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as d from '../unit/inspect/doors.ts'

type Frame = readonly [from: 'client' | 'server', line: string]

/** Sessions recorded with real clients and servers, one file each; beside the project, and not part of it. */
const FOLDER = join(import.meta.dirname, '../../../shared/mcp-transcripts')

const form = { message: 'name?', requestedSchema: { type: 'object', properties: {} } }
const TASK = {
  taskId: 't',
  status: 'working',
  createdAt: '2026-01-01T00:00:00Z',
  lastUpdatedAt: '2026-01-01T00:00:00Z',
  ttl: 60_000,
}

/** The least of both eras, as SDK clients write it, for where the recordings are not. */
const BUILT_IN: readonly Frame[] = [
  ['client', d.request('server-discover-probe-1', 'server/discover', d.modern())],
  ['server', d.failure('server-discover-probe-1', { code: -32601, message: 'Method not found' })],
  ['client', d.initialize(0, { roots: { listChanged: true }, elicitation: {}, sampling: {} })],
  ['server', d.initialized(0)],
  ['client', d.notify('notifications/initialized')],
  ['server', d.notify('notifications/tools/list_changed')],
  ['client', d.request(1, 'tools/list')],
  ['server', d.request(0, 'roots/list')],
  ['client', d.failure(0, { code: -32601, message: 'Method not found' })],
  ['server', d.result(1, { tools: [{ name: 'echo', inputSchema: { type: 'object' } }] })],
  ['client', d.call(2, { arguments: {}, _meta: { progressToken: 2 } })],
  ['server', d.notify('notifications/progress', { progressToken: 2, progress: 1, total: 3 })],
  ['server', d.request(1, 'elicitation/create', form)],
  ['client', d.result(1, { action: 'accept', content: { ratio: 1.5 } })],
  ['server', d.result(2, d.text())],
  ['client', d.call(3, { task: { ttl: 60_000 } })],
  ['server', d.result(3, { task: TASK })],
  ['server', d.notify('notifications/tasks/status', TASK)],
  ['client', d.request(4, 'tasks/result', { taskId: 't' })],
  ['server', d.result(4, d.text())],
  ['client', d.request(5, 'ping')],
  ['server', d.result(5)],
  ['client', d.modernCall('m', { elicitation: { form: {} } })],
  [
    'server',
    d.result('m', {
      resultType: 'input_required',
      requestState: 's',
      inputRequests: { q: { method: 'elicitation/create', params: { ...form, mode: 'form' } } },
    }),
  ],
  [
    'client',
    d.modernCall('n', {}, { requestState: 's', inputResponses: { q: { action: 'decline' } } }),
  ],
  ['server', d.result('n', { ...d.text(), resultType: 'complete' })],
]

function recorded(): readonly (readonly [string, readonly Frame[]])[] {
  if (!existsSync(FOLDER)) return []
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl'))
  return files.map((name) => {
    const lines = readFileSync(join(FOLDER, name), 'utf8').trim().split('\n')
    return [
      name,
      lines.map((text) => {
        const { dir, line } = JSON.parse(text) as { dir: string; line: string }
        return [dir === 'c>s' ? 'client' : 'server', line]
      }),
    ]
  })
}

/** Progress that goes on after its request was cancelled is the one thing that real servers do wrong. */
const isLateProgress = (outcome: string) => outcome === 'drop unknown-token'

/** Wrong arguments are answered here; the recorded server refused them as well. Its own answer then has nobody waiting for it. */
const isWrongCall = (frames: readonly Frame[], line: string) => {
  const { id } = JSON.parse(line)
  const answers = frames.map(([from, each]) => (from === 'server' ? JSON.parse(each) : {}))
  const own = answers.find((each) => each.id === id && each.method === undefined)
  return own?.error !== undefined || own?.result?.isError === true
}

test.each([['the built-in session', BUILT_IN] as const, ...recorded()])(
  '%s passes untouched',
  (_name, frames) => {
    const inspector = d.door()
    const cancelled = new Set<unknown>()
    const wrong = new Set<unknown>()
    for (const [from, line] of frames) {
      const { id, method, params } = JSON.parse(line)
      if (method === 'notifications/cancelled') cancelled.add(params.requestId)
      const outcome = d.show(d.say(inspector, from, line))
      if (outcome.endsWith(' invalid-arguments') && isWrongCall(frames, line)) wrong.add(id)
      else if (outcome === 'drop not-pending') expect(wrong, line).toContain(id)
      else if (isLateProgress(outcome)) expect(cancelled, line).toContain(params.progressToken)
      else expect(outcome, `${from}: ${line}`).toBe('forward')
    }
    expect(inspector.noteEnd().length).toBeLessThanOrEqual(1)
  },
)

test('denied capabilities are cut out, and nothing else is changed', () => {
  for (const [, frames] of [['', BUILT_IN] as const, ...recorded()]) {
    const inspector = d.door({ capabilities: { sampling: 'deny' } })
    for (const [from, line] of frames) {
      const verdict = d.say(inspector, from, line)
      if (verdict.kind !== 'replace') continue
      const before = JSON.parse(line)
      const holder =
        before.params.capabilities ??
        before.params._meta['io.modelcontextprotocol/clientCapabilities']
      delete holder.sampling
      delete holder.tasks?.requests?.sampling
      expect(JSON.parse(String(verdict.line))).toEqual(before)
    }
  }
})
