import { AirlockError } from '../base/index.ts'
import { writeFileAtomically } from '../os/index.ts'
import { canonicalJson } from './canonical.ts'
import type { VaultDocument } from './document.ts'
import { base64url, integer, Malformed, object, word } from './fields.ts'
import {
  asPermissions,
  ensureDirectory,
  readPrivate,
  shellWord,
  type VaultPlace,
  vaultFile,
} from './place.ts'

/** The state of the vault that was seen last, and found authentic, on this machine. */
export interface Seen {
  readonly format: 'mcp-airlock-seen/1'
  readonly id: string
  readonly generation: number
  readonly mac: string
}

/** Undefined when nothing was seen yet. Throws `AIRLOCK_VAULT_ROLLBACK` when the record cannot be read: then nobody knows. */
export function readSeen({ state }: VaultPlace): Seen | undefined {
  const bytes = readPrivate(state, SEEN)
  if (bytes === undefined) return undefined
  try {
    return readRecord(JSON.parse(bytes.toString('utf8')), 'seen')
  } catch (error) {
    if (!(error instanceof Malformed || error instanceof SyntaxError)) throw error
    const path = shellWord(`${state}/${SEEN}`)
    throw new AirlockError('AIRLOCK_VAULT_ROLLBACK', {
      message: 'the record of the state that was seen last cannot be read',
      hints: [`mv ${path} ${path}.old`],
    })
  }
}

/**
 * Throws `AIRLOCK_VAULT_ROLLBACK` when this is another vault than was seen last, an older state of it, or one of the same age that is not
 * the same: two copies were written apart.
 */
export function requireCurrent(
  place: VaultPlace,
  document: VaultDocument,
  seen: Seen | undefined,
): void {
  const fault = seen === undefined ? undefined : staleness(document, seen)
  if (fault === undefined) return
  throw new AirlockError('AIRLOCK_VAULT_ROLLBACK', {
    message: fault,
    hints: [
      `if you put it there yourself: mcp-airlock vault restore ${shellWord(vaultFile(place))} --accept-rollback`,
    ],
  })
}

/** Records an authentic state. Belongs inside the lock of the vault. */
export function writeSeen(place: VaultPlace, { id, generation, mac }: VaultDocument): void {
  const seen: Seen = { format: 'mcp-airlock-seen/1', id, generation, mac }
  ensureDirectory(place.state)
  asPermissions(() =>
    writeFileAtomically(`${place.state}/${SEEN}`, canonicalJson(seen), { mode: 0o600 }),
  )
}

function staleness(document: VaultDocument, seen: Seen): string | undefined {
  const { id, generation, mac } = document
  if (id !== seen.id) return 'another vault lies where the one that was seen last lay'
  if (generation < seen.generation)
    return `the vault is at generation ${generation}, and ${seen.generation} was seen`
  return generation === seen.generation && mac !== seen.mac
    ? `the vault is another generation ${generation} than the one that was seen`
    : undefined
}

const readRecord = object<Seen>({
  format: word('mcp-airlock-seen/1'),
  id: base64url(16),
  generation: integer(1, Number.MAX_SAFE_INTEGER),
  mac: base64url(32),
})

const SEEN = 'seen.json'
