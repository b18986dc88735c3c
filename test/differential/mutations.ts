import type { Subject } from './subject.ts'

/** Stands for text that `JSON.stringify` would never write. */
const raw = (text: string) => `\u0001${text}\u0001`
const rawKey = (key: string) => `\u0002${key}`

/** A repeatable stream of numbers in [0, 1): mulberry32 (T. Ettinger, public domain). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The subject with one or two things wrong with it, or none, when the accident did not matter. */
export function mutate(subject: Subject, random: () => number): Subject {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const root = { value: subject.text === undefined ? {} : (JSON.parse(subject.text) as unknown) }
  const times = random() < 0.8 ? 1 : 2
  for (let time = 0; time < times; time += 1) {
    const places = placesIn(root)
    // The deeper half holds most places; the upper members are what the protocol is about.
    const shallow = places.filter(({ depth }) => depth < 4)
    const { parent, key } = pick(random() < 0.5 ? shallow : places)
    pick(parent === root ? VALUE_CHANGES : Array.isArray(parent) ? ITEM_CHANGES : MEMBER_CHANGES)({
      parent: parent as Record<string, unknown>,
      key,
      random,
      pick,
    })
  }
  return { ...subject, text: write(root.value), source: `${subject.source} mutated` }
}

interface Place {
  readonly parent: object
  readonly key: string
  readonly depth: number
}

interface Accident {
  readonly parent: Record<string, unknown>
  readonly key: string
  readonly random: () => number
  readonly pick: <T>(from: readonly T[]) => T
}

function placesIn(root: object): readonly Place[] {
  const places: Place[] = []
  const visit = (parent: object, depth: number) => {
    for (const [key, value] of Object.entries(parent)) {
      places.push({ parent, key, depth })
      if (typeof value === 'object' && value !== null) visit(value as object, depth + 1)
    }
  }
  visit(root, 0)
  return places
}

type Change = (accident: Accident) => void

const setOther: Change = ({ parent, key, pick }) => {
  parent[key] = pick(VALUES)()
}
const setNear: Change = ({ parent, key, pick }) => {
  const old = parent[key]
  parent[key] =
    typeof old === 'number'
      ? pick([old + 0.5, -old, raw('1e400'), raw('9007199254740993'), String(old), null])
      : typeof old === 'string'
        ? pick(['', `${old} `, old.toUpperCase(), 1, null, [old]])
        : typeof old === 'boolean'
          ? pick([String(old), Number(old), null])
          : pick([null, [old], {}, [], ''])
}
const drop: Change = ({ parent, key }) => {
  delete parent[key]
}
const rename: Change = ({ parent, key, pick }) => {
  parent[pick(NAMES)] = parent[key]
  delete parent[key]
}
const add: Change = ({ parent, pick }) => {
  parent[pick(NAMES)] = pick(VALUES)()
}
const lookAlike: Change = ({ parent, key, pick }) => {
  parent[pick(DISGUISES)(key)] = parent[key]
}
const twice: Change = ({ parent, key, pick }) => {
  parent[rawKey(key)] = pick([parent[key], null])
}
const addItem: Change = ({ parent, pick }) => {
  ;(parent as unknown as unknown[]).push(pick(VALUES)())
}

const VALUE_CHANGES: readonly Change[] = [setOther, setNear]
const ITEM_CHANGES: readonly Change[] = [setOther, setNear, addItem]
const MEMBER_CHANGES: readonly Change[] = [
  setOther,
  setNear,
  drop,
  drop,
  rename,
  add,
  add,
  lookAlike,
  twice,
]

const VALUES: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => 0,
  () => 1.5,
  () => -1,
  () => raw('1e400'),
  () => raw('9007199254740993'),
  () => raw('1.0'),
  () => '',
  () => 'x',
  () => [],
  () => [null],
  () => ['x'],
  () => ({}),
  () => ({ x: 1 }),
  () => ({ type: 'text', text: 'x' }),
]

/** Members that mean something somewhere, and one that means nothing. */
const NAMES: readonly string[] =
  `_meta action annotations anyOf arguments audience blob capabilities completion content context cursor data default
  description elicitation enum enumNames execution experimental extensions icons inputRequests inputResponses inputSchema
  isError items lastModified messages mimeType mode model name nextCursor oneOf outputSchema priority progress progressToken
  requestId requestState requestedSchema resource resultType role roots sampling size structuredContent task taskId tasks text
  title tools total ttl ttlMs type uri url version whatever`.split(/\s+/)

const DISGUISES: readonly ((key: string) => string)[] = [
  (key) => key.toUpperCase(),
  (key) => key.charAt(0).toUpperCase() + key.slice(1),
  (key) => key.replace('s', 'ſ').replace('k', 'K'),
  (key) => `${key}\0`,
  (key) => `${key}\0x`,
  (key) => ` ${key}`,
]

function write(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll(/"\\u0001(.*?)\\u0001"/g, '$1')
    .replaceAll('"\\u0002', '"')
}

/**
 * Every member that the subjects hold made wrong in every way, once in the shortest message that holds it. Members count as
 * the same when the two names above them are, and near the top the message too.
 */
export function everyMutation(subjects: readonly Subject[]): readonly Subject[] {
  const seen = new Set<string>()
  const shortestFirst = subjects.toSorted((a, b) => (a.text?.length ?? 0) - (b.text?.length ?? 0))
  return shortestFirst.flatMap((subject) => {
    const root = { value: JSON.parse(subject.text ?? '{}') as unknown }
    const { revision, part, method, task } = subject
    return pathsIn(root, [`${part} ${method} ${task}`]).flatMap(({ parent, key, path }) => {
      const place = [revision, ...path.slice(-3)].join('.')
      if (seen.has(place)) return []
      seen.add(place)
      return madeWrong(root, parent as Record<string, unknown>, key).map((text) => ({
        ...{ ...subject, text },
        source: `${place} made wrong`,
      }))
    })
  })
}

/** The place is put right again each time. */
function madeWrong(
  root: { readonly value: unknown },
  parent: Record<string, unknown>,
  key: string,
): readonly string[] {
  const old = parent[key]
  const made = WRONG.map((value) => {
    parent[key] = value
    return write(root.value)
  })
  if (!Array.isArray(parent) && (parent as unknown) !== root) {
    delete parent[key]
    made.push(write(root.value))
    const disguise = key.toUpperCase()
    if (!Object.hasOwn(parent, disguise)) {
      Object.assign(parent, { [key]: old, [disguise]: old })
      made.push(write(root.value))
      delete parent[disguise]
    }
  }
  parent[key] = old
  return made
}

/** With what tells the forms of an object apart, as far as it is a member of its own. */
function pathsIn(
  root: object,
  above: readonly string[],
): readonly (Place & { readonly path: readonly string[] })[] {
  return Object.entries(root).flatMap(([key, value]) => {
    const { type, method, mode, status } = root as Record<string, unknown>
    const form = [type, method, mode, status].filter((tag) => typeof tag === 'string').join()
    const path = [...above, Array.isArray(root) ? '[]' : `${form} ${key}`]
    const inner = typeof value === 'object' && value !== null ? pathsIn(value as object, path) : []
    return [{ parent: root, key, depth: path.length, path }, ...inner]
  })
}

const WRONG: readonly unknown[] = [
  raw('-9007199254740993'),
  null,
  true,
  -1,
  1.5,
  raw('1e400'),
  raw('9007199254740993'),
  '',
  'y',
  [],
  [null],
  { x: 1 },
]
