import { start } from './launcher.mjs'
import { Talk } from './turns.mjs'

/**
 * Plays cases through the built launcher, and says by id what became of each, as one word and the codes that the launcher recorded:
 *
 *   passed     every byte of it went on, and nothing was recorded against it
 *   noticed    every byte went on, and the record says what was seen in it
 *   changed    something else went on in its place
 *   withheld   a list went on with less in it
 *   held       a person is asked first
 *   refused    it did not go on, and whoever waited was told
 *   dropped    it did not go on, and nobody waited
 *   ended      the session was ended
 *
 * Which of these happened is read from the two ends of the pipe, not from the record. Cases that need the same session share one, unless
 * one of them could be felt by another.
 */
export async function playAll(scenes, { sessions = 2 } = {}) {
  const outcomes = new Map()
  const sittings = sittingsOf(scenes)
  const sitThrough = async () => {
    for (let next = sittings.shift(); next !== undefined; next = sittings.shift()) {
      const left = await sit(next, outcomes)
      if (left.length > 0) sittings.unshift(left)
    }
  }
  await Promise.all(Array.from({ length: sessions }, sitThrough))
  return outcomes
}

/** Cases that can share a session: what one of them leaves behind is no matter to the others. */
function sittingsOf(scenes) {
  const shared = new Map()
  for (const [at, scene] of scenes.entries()) {
    const { revision, offers, profile, role, lay } = scene
    const key = isAlone(scene)
      ? `${at}`
      : JSON.stringify([revision, offers, profile, role, `${lay}`])
    shared.set(key, [...(shared.get(key) ?? []), scene])
  }
  return [...shared.values()]
}

/** Lists are kept, and rates are counted, through a session. */
function isAlone({ before = [], does, greets = true }) {
  const turns = [...before, does].flat()
  return !greets || turns.some(({ call = [], times }) => call[0]?.endsWith('/list') || times > 1)
}

/** Plays until all are played or the session is over, and returns those that are left. */
async function sit(scenes, outcomes) {
  const [first] = scenes
  const launcher = start(first)
  const talk = new Talk(first, launcher.home)
  const left = [...scenes]
  try {
    if (first.greets ?? true) await prepare(launcher, talk, talk.handshake())
    while (left.length > 0) {
      const { id, before = [], does } = left.shift()
      await prepare(launcher, talk, before)
      const outcome = await judge(launcher, talk, does)
      outcomes.set(id, outcome)
      if (outcome.startsWith('ended')) break
    }
    return left
  } finally {
    await launcher.end()
  }
}

async function prepare(launcher, talk, turns) {
  for (const turn of turns) {
    const { from, lines } = talk.linesOf(turn)
    if (from === 'client') launcher.write(lines)
    const got = await launcher.serve(from === 'server' ? lines : [])
    if (got === undefined) throw new Error(`over before the case began: ${launcher.errors}`)
  }
}

async function judge(launcher, talk, does) {
  const told = launcher.events().length
  const { from, lines } = judgedLines(talk, does)
  if (from === 'client') launcher.write(lines)
  const first = await launcher.serve(from === 'server' ? lines : [])
  // What the launcher answers to the server comes behind what the server said.
  const second = first && (await launcher.serve())
  const events = launcher.events().slice(told)
  // What else was on its way is refused or not, as it happens.
  if (second === undefined) return sentence('ended', codesOf(events.filter(isEnd)))
  const got = {
    client: [...first.client, ...second.client],
    server: [...first.server, ...second.server],
  }
  return sentence(kindOf({ from, lines, got, events }), codesOf(events))
}

/** Several turns are judged together, if one side says them all. */
function judgedLines(talk, does) {
  const turns = [does].flat().map((turn) => talk.linesOf(turn))
  return { from: turns[0].from, lines: turns.flatMap(({ lines }) => lines) }
}

function kindOf({ from, lines, got, events }) {
  const arrived = from === 'client' ? got.server : got.client
  const back = from === 'client' ? got.client : got.server
  const isWhole =
    lines.length === arrived.length && lines.every((line, at) => line.equals(arrived[at]))
  if (isWhole && back.length === 0) return noticesOf(events).length > 0 ? 'noticed' : 'passed'
  if (events.some(({ verdict }) => verdict === 'hold')) return 'held'
  if (back.length > 0 || arrived.some(isRefusal)) return 'refused'
  if (arrived.length < lines.length) return 'dropped'
  return elements(arrived) < elements(lines) ? 'withheld' : 'changed'
}

function isRefusal(line) {
  return JSON.parse(line.toString()).error?.data?.source === 'mcp-airlock'
}

/** Of the lists in results. */
function elements(lines) {
  return lines
    .map((line) => JSON.parse(line.toString()).result ?? {})
    .flatMap((result) => LISTS.flatMap((name) => result[name] ?? [])).length
}

const isEnd = ({ verdict }) => verdict === 'end'

function codesOf(events) {
  const codes = events.flatMap(({ code, ...event }) => code ?? noticesOf([event]))
  return [...new Set(codes)].toSorted((a, b) => (a < b ? -1 : 1))
}

function noticesOf(events) {
  return events.flatMap(({ notices = [] }) => notices.map(({ code }) => code))
}

function sentence(kind, codes) {
  return [kind, ...codes].join(' ')
}

const LISTS = ['tools', 'prompts', 'resources', 'resourceTemplates']
