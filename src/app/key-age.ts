import type { VaultDocument } from '../vault/index.ts'

/** The part of a vault that says when its key was made. */
type Keyed = Pick<VaultDocument, 'keyCreated'>

/** What `vault status` says of the key. Read without the key, so whoever can write the file can say another time until it is opened. */
export function lineOfKey(vault: Keyed, now: number): string {
  const days = daysOf(vault, now)
  if (days === undefined) return `key: nobody knows how old; make it known once: ${ROTATE}`
  if (days < MOST_DAYS) return `key: ${days} days old`
  return `key: ${days} days old, and should be new after ${MOST_DAYS}: ${ROTATE}`
}

/** What to tell somebody who uses the vault; undefined while the key is young. */
export function keyReminder(vault: Keyed, now: number): string | undefined {
  const days = daysOf(vault, now)
  if (days === undefined) return `nobody knows how old the key of the vault is: ${ROTATE}`
  return days < MOST_DAYS ? undefined : `the key of the vault is ${days} days old: ${ROTATE}`
}

/** Undefined for a vault that does not say it, and for a time to come: a clock was wrong, now or then. */
function daysOf({ keyCreated }: Keyed, now: number): number | undefined {
  if (keyCreated === undefined || keyCreated > now + DAY_MS) return undefined
  return Math.max(0, Math.floor((now - keyCreated) / DAY_MS))
}

const ROTATE = 'mcp-airlock vault rotate-key'
/** Quarterly. */
const MOST_DAYS = 90
const DAY_MS = 24 * 3_600_000
