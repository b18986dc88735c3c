import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fullSamples } from '../differential/full-samples.ts'
import type { Subject as Sample } from '../differential/subject.ts'
import { PROFILES, type SessionInput, type Side, type Step } from './session-input.ts'

/** Where every run begins: the vectors, and for every message of every revision a session with it in its place. */
export function seeds(root: string): readonly SessionInput[] {
  return [...vectors(root), ...sessions()]
}

/** What is wrong in most ways already, each said once by each side before and after a handshake. */
function vectors(root: string): readonly SessionInput[] {
  const folder = join(root, 'test/vectors/json')
  return readdirSync(folder).map((name) => {
    const file = readFileSync(join(folder, name))
    const line = Buffer.from(
      file.subarray(file.indexOf('\n\n') + 2).map((byte) => (byte === 10 ? 32 : byte)),
    )
    const both = (['client', 'server'] as const).map((from) => ({ from, line }))
    return { profile: 0, steps: [...both, ...handshake('2025-06-18'), ...both] }
  })
}

function sessions(): readonly SessionInput[] {
  const groups = new Map<string, Sample[]>()
  for (const sample of fullSamples()) {
    const key = `${sample.revision} ${sample.part} ${sample.method} ${sample.task}`
    groups.set(key, [...(groups.get(key) ?? []), sample])
  }
  return [...groups.values()].map((group, index) => {
    const [{ revision }] = group as [Sample]
    const steps = group.slice(0, 6).flatMap((sample, id) => said(sample, id + 1))
    const opening = revision === MODERN ? [] : handshake(revision)
    return { profile: index % PROFILES, steps: [...opening, ...steps] }
  })
}

/** The message in its place: a result behind its request. */
function said({ revision, part, from, method, task, text }: Sample, id: number): readonly Step[] {
  const params = text === undefined ? '' : `,"params":${text}`
  if (part === 'notification') return [step(from, `{${V},"method":"${method}"${params}}`)]
  if (part === 'request') {
    return [
      step(from, `{${V},"id":${id},"method":"${method}"${params}}`),
      step(from === 'client' ? 'server' : 'client', `{${V},"id":${id},"result":{}}`),
    ]
  }
  const asker = from === 'client' ? 'server' : 'client'
  const asked = revision === MODERN ? META : task ? '{"name":"a","task":{}}' : '{"name":"a"}'
  return [
    step(asker, `{${V},"id":${id},"method":"${method}","params":${asked}}`),
    step(from, `{${V},"id":${id},"${part}":${text ?? '{}'}}`),
  ]
}

function handshake(revision: string): readonly Step[] {
  const common = `"protocolVersion":"${revision}"`
  const offered =
    '{"roots":{},"sampling":{"tools":{}},"elicitation":{"form":{},"url":{}},"tasks":{"requests":{"sampling":{"createMessage":{}}}}}'
  return [
    step(
      'client',
      `{${V},"id":0,"method":"initialize","params":{${common},"capabilities":${offered},"clientInfo":{"name":"c","version":"1"}}}`,
    ),
    step(
      'server',
      `{${V},"id":0,"result":{${common},"capabilities":{},"serverInfo":{"name":"s","version":"1"}}}`,
    ),
    step('client', `{${V},"method":"notifications/initialized"}`),
  ]
}

const step = (from: Side, line: string): Step => ({
  from,
  line: Buffer.from(line.replaceAll('\n', ' ')),
})

const V = '"jsonrpc":"2.0"'
const MODERN = '2026-07-28'
const META =
  '{"name":"a","uri":"file:///a","_meta":{"progressToken":"p","io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"roots":{},"elicitation":{},"sampling":{},"extensions":{"io.modelcontextprotocol/tasks":{}}}}}'
