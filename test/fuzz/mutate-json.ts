import type { Random } from './random.ts'

/** One change to the text of a line that leaves most of it JSON. Lines without anything to change come back as they were. */
export function mutateText(line: Buffer, random: Random): Buffer {
  const text = line.toString('latin1')
  const change = random.pick([repeatKey, editNumber, escapeLetter, renameKey, editString])
  return Buffer.from(change(text, random), 'latin1')
}

/** One change to the value that a line is; undefined when it is none. `other` is a line to take values from. */
export function mutateValue(line: Buffer, other: Buffer, random: Random): Buffer | undefined {
  const root = parsed(line)
  if (typeof root !== 'object' || root === null) return undefined
  const places = placesIn(root)
  const { holder, key } = random.pick(places.length === 0 ? [{ holder: root, key: 'id' }] : places)
  const given = placesIn(parsed(other))
  const taken = given.length === 0 ? 7 : valueAt(random.pick(given))
  const value = random.once(2) ? taken : random.pick(VALUES)
  const kind = random.below(8)
  if (kind < 2) delete (holder as Holder)[key]
  else if (kind < 4) set(holder, random.pick(KEYS), value)
  else if (kind < 7) set(holder, key, value)
  else set(holder, key, nested(valueAt({ holder, key }), random.below(12)))
  return Buffer.from(JSON.stringify(root))
}

type Holder = Record<string, unknown>
interface Place {
  readonly holder: object
  readonly key: string
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.keys(value).flatMap((key) => [
    { holder: value, key },
    ...placesIn((value as Holder)[key]),
  ])
}

const valueAt = ({ holder, key }: Place): unknown => (holder as Holder)[key]

/** As JSON does, also for `__proto__`. */
function set(holder: object, key: string, value: unknown): void {
  const all = { enumerable: true, configurable: true, writable: true }
  Object.defineProperty(holder, key, { value: structuredClone(value), ...all })
}

function nested(value: unknown, levels: number): unknown {
  let outer = value
  for (let level = 0; level < levels; level += 1) outer = level % 2 === 0 ? [outer] : { a: outer }
  return outer
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString())
  } catch {
    return undefined
  }
}

function repeatKey(text: string, random: Random): string {
  const [member] = some(text, /"[^"\\]*":(?:"[^"\\]*"|\d+|true|null|\{\})/g, random)
  const [open, at] = some(text, /[{,]/g, random)
  return open === '{'
    ? `${text.slice(0, at + 1)}${member},${text.slice(at + 1)}`
    : `${text.slice(0, at)},${member}${text.slice(at)}`
}

function editNumber(text: string, random: Random): string {
  const [number, at] = some(text, /-?\d[\d.eE+-]*/g, random)
  return put(text, at, number, random.pick(NUMBERS))
}

function escapeLetter(text: string, random: Random): string {
  const [letter, at] = some(text, /[A-Za-z/]/g, random)
  if (letter === '') return text
  return put(text, at, letter, `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function renameKey(text: string, random: Random): string {
  const [key, at] = some(text, /"[^"\\]*"(?=:)/g, random)
  const name = random.once(2) ? random.pick(KEYS) : look(key.slice(1, -1), random)
  return put(text, at, key, Buffer.from(`"${name}"`).toString('latin1'))
}

function editString(text: string, random: Random): string {
  const [string, at] = some(text, /"[^"\\]*"(?=[,}\]])/g, random)
  const value = random.pick(VALUES.filter((one) => typeof one === 'string'))
  return put(text, at, string, Buffer.from(JSON.stringify(value)).toString('latin1'))
}

/** A key that can be mistaken for this one. */
function look(key: string, random: Random): string {
  const look = [key.toUpperCase(), key.replace('s', 'ſ'), key.replace('k', 'K'), `${key}\\u0000`]
  return random.pick([...look, `${key[0]?.toUpperCase() ?? ''}${key.slice(1)}`])
}

/** One match, and where it is; an empty one at the end when there is none. */
function some(text: string, pattern: RegExp, random: Random): readonly [string, number] {
  const all = [...text.matchAll(pattern)]
  if (all.length === 0) return ['', text.length]
  const match = random.pick(all)
  return [match[0], match.index]
}

function put(text: string, at: number, old: string, fresh: string): string {
  return text.slice(0, at) + fresh + text.slice(at + old.length)
}

const NUMBERS = [
  '0',
  '-0',
  '1',
  '1.0',
  '1e2',
  '-1',
  '9007199254740991',
  '9007199254740992',
  '1E400',
]

const KEYS = [
  ...['jsonrpc', 'id', 'method', 'params', 'result', 'error', '_meta', 'progressToken', 'cursor'],
  ...['name', 'arguments', 'uri', 'requestId', 'task', 'taskId', 'requestState', 'inputRequests'],
  ...['inputResponses', 'resultType', 'protocolVersion', 'capabilities', 'content', 'type', 'z'],
  ...['__proto__', 'constructor', 'toString', 'elicitation', 'sampling', 'roots', 'tasks', 'mode'],
  'io.modelcontextprotocol/protocolVersion',
  'io.modelcontextprotocol/clientCapabilities',
  'io.modelcontextprotocol/subscriptionId',
]

const VALUES: readonly unknown[] = [
  ...[null, true, 0, 1, -1, 0.5, 2 ** 53, '', '1', 'a', '2.0', '2.1', [], {}, [[]], { a: 1 }],
  ...['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28', '2099-01-01'],
  ...['initialize', 'ping', 'tools/call', 'tools/list', 'server/discover', 'roots/list'],
  ...['sampling/createMessage', 'elicitation/create', 'notifications/cancelled', 'tasks/get'],
  ...[
    'notifications/progress',
    'subscriptions/listen',
    'resources/read',
    'vendor/x',
    'tasks/result',
  ],
  ...['https://a.example/', 'http://a.example/', 'javascript:1', 'https://a@b/', 'x'.repeat(300)],
  ...[
    'input_required',
    'complete',
    'task',
    'url',
    'form',
    '\ud800',
    'ü',
    '日本',
    '\u202e',
    '\u001b[1m',
  ],
]
