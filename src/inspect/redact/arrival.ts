import type { Envelope, scan } from '../../wire/index.ts'
import { comesBack, pointer, SPEAKING } from '../comes-back.ts'
import { editStrings } from '../text/json-strings.ts'
import type { Notice } from '../verdict.ts'
import type { Redactor } from './redactor.ts'

/** A message of the server as everything behind it sees it. */
export interface Arrival {
  readonly line: Uint8Array
  readonly envelope: Envelope
  readonly notices: readonly Notice[]
  /** Why it cannot go on, as a sentence: then the line is as it came. */
  readonly withheld?: string
}

export interface ArrivalOptions {
  readonly redactor: Redactor
  readonly scan: (line: Uint8Array) => ReturnType<typeof scan>
  /** Longest line in bytes, without its newline. */
  readonly messageBytes: number
}

/**
 * Takes the values out of a message before anything else reads it: what is compared, remembered, quoted, recorded and pinned later holds
 * none. Undefined when there are none. A message is withheld where a marker cannot stand: in the id, the method, what the
 * client must bring back unaltered, and where the rest would be no message any more.
 */
export function arrive(
  line: Uint8Array,
  envelope: Envelope,
  { redactor, scan, messageBytes }: ArrivalOptions,
): Arrival | undefined {
  const redacted = redactor.redactMessage(line)
  if (redacted === undefined) return undefined
  const names = [...redacted.found.keys()].map((name) => `\`${name}\``).join(', ')
  const withheld = (where: string): Arrival => ({
    line,
    envelope,
    notices: [],
    withheld: `the message holds the value of ${names} ${where}`,
  })
  if (redacted.line === undefined) return withheld('too often to be redacted')
  if (redacted.line.length > messageBytes) {
    return withheld('and is longer than the profile allows once it is redacted')
  }
  const again = scan(redacted.line)
  if (again.kind === 'fault') return withheld('where no marker can stand')
  if (!isSameCall(envelope, again)) return withheld('in its id or method')
  const place = returning(redacted.line, redactor)
  if (place !== undefined) return withheld(`in \`${place}\`, which must come back unaltered`)
  const notices = Array.from(redacted.found, ([name, count]) => ({
    ...redactionNotice(name),
    count,
  }))
  return { line: redacted.line, envelope: again, notices }
}

/** Whether a value stands in a batch that is in none of its messages, but across them. */
export function reachesAcross(
  redactor: Redactor,
  batch: Uint8Array,
  messages: readonly Uint8Array[],
): boolean {
  const all = redactor.countIn(batch)
  return all > 0 && all !== messages.reduce((sum, one) => sum + redactor.countIn(one), 0)
}

/** Said once in a session of each entry. */
export function redactionNotice(name: string): Notice {
  return {
    code: 'redacted',
    reason: `the value of \`${name}\` was on its way to the client and has been redacted`,
    count: 1,
    places: [],
  }
}

/** Where a marker stands that would come back to the server in the value's place. */
function returning(line: Uint8Array, redactor: Redactor): string | undefined {
  let place: string | undefined
  const json = Buffer.from(line.buffer, line.byteOffset, line.length).toString('utf8')
  editStrings(json, {
    within: SPEAKING,
    replace: (string) => {
      if (comesBack(string) && redactor.isMarked(string.value)) place ??= pointer(string.path)
      return undefined
    },
  })
  return place
}

function isSameCall(one: Envelope, other: Envelope): boolean {
  const isSameId = 'id' in one ? 'id' in other && one.id === other.id : !('id' in other)
  const method = 'method' in one ? one.method : undefined
  return (
    isSameId && one.kind === other.kind && method === ('method' in other ? other.method : undefined)
  )
}
