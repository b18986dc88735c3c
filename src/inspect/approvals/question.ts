import { escape } from '../../base/index.ts'
import type { Subject } from '../decisions/decision.ts'
import type { Use } from './use.ts'

/** What a person is asked. Every text is escaped, on one line and of bounded length. */
export interface Question {
  /** Names the wait. Nobody can guess it. */
  readonly ticket: string
  /** Name of the profile. */
  readonly profile: string
  readonly kind: Subject['kind']
  readonly name: string
  /** As JSON, and how much more there is where that is too long; empty for what has none. */
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
    name: oneLine(name, MAX_NAME),
    arguments:
      use.arguments === undefined ? '' : oneLine(JSON.stringify(use.arguments), LONGEST[way]),
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

function oneLine(text: string, limit: number): string {
  return escape(text, limit).replaceAll('\t', '\\x09')
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
/** A form of a client is small; a terminal can be scrolled. What is left out is counted. */
const LONGEST = { client: 2000, terminal: 16_000 } as const
