import { escape } from '../../base/index.ts'
import type { Subject } from '../decisions/decision.ts'
import { type Exact, exactText, middleCut } from './exact.ts'
import type { Use } from './use.ts'

/** What a person is asked. Every text is escaped, on one line and of bounded length. */
export interface Question {
  /** Names the wait. Nobody can guess it. */
  readonly ticket: string
  /** Name of the profile. */
  readonly profile: string
  readonly kind: Subject['kind']
  readonly name: string
  /**
   * As JSON, its numbers as they are written; empty for what has none. Where that is too long, each long string loses its middle
   * first, so that no argument is pushed out of sight by another, and how much is left out is said.
   */
  readonly arguments: string
  /** Who puts the question: the client, in a form of ours, or somebody in a terminal. */
  readonly way: 'client' | 'terminal'
}

/**
 * What a person said, or that nobody did: `session` is consent to every further use of the same kind and name in this session,
 * whatever its arguments; `unavailable` means that nobody could be asked.
 */
export type Outcome = 'once' | 'session' | 'no' | 'timeout' | 'unavailable'

export interface Asking {
  readonly ticket: string
  readonly profile: string
  readonly way: Question['way']
}

export function questionAbout(use: Use, { ticket, profile, way }: Asking): Question {
  const { kind, name } = use.subject
  return {
    ticket,
    profile: escape(profile, MAX_NAME),
    kind,
    name: shownName(name),
    arguments: use.arguments === undefined ? '' : shown(use.arguments, LONGEST[way]),
    way,
  }
}

/** Why a request does not go on, or not yet. */
export type Refusing = 'asked' | 'no' | 'timeout' | 'unavailable' | 'batched' | 'too-long'

/** What a refused request is answered with: what happened, and what would help. */
export function refusalText({ subject: { kind, name }, rule }: Use, why: Refusing): string {
  const cause = `\`${escape(rule.key)}\` ${rule.says}`
  return `the ${kind} \`${escape(name, MAX_NAME)}\` needs the consent of a person (${cause}), ${ENDS[why]}`
}

function shownName(name: string): string {
  const text = oneLine(name).replaceAll('`', '\\x60')
  // A cut may leave half a character.
  return escape(middleCut(text, MAX_SUBJECT))
}

function shown(value: Exact, limit: number): string {
  let text = exactText(value, Number.POSITIVE_INFINITY)
  for (const most of MOST_OF_STRING) {
    if (text.length <= limit) break
    text = exactText(value, most)
  }
  return oneLine(middleCut(text, limit))
}

function oneLine(text: string): string {
  return escape(text, Number.POSITIVE_INFINITY).replaceAll('\t', '\\x09')
}

const ENDS: Readonly<Record<Refusing, string>> = {
  asked: 'who is asked now',
  no: 'and the person refused; do not try it again unless told to',
  timeout:
    'and nobody gave it in time; a person can run `mcp-airlock approve` in a terminal while the request waits: send it again',
  unavailable: 'and nobody can be asked here',
  batched: 'who is not asked about a part of a batch; send it alone',
  'too-long': 'and is too long to wait for it',
}

const MAX_NAME = 160
/** An address is consented to as a whole, and `..` at its end may change all before it. What is longer is denied by any rule. */
const MAX_SUBJECT = 1900
/** Units of each string, tried one after the other until all arguments have room. */
const MOST_OF_STRING: readonly number[] = [1000, 400, 160, 64, 24]
/** A form of a client is small; a terminal can be scrolled. What is left out is counted. */
const LONGEST = { client: 2000, terminal: 16_000 } as const
