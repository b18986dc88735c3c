import { type OpenVault, requireOpen } from './open-vault.ts'
import { revise } from './revise.ts'
import { rewrap } from './sealed-value.ts'
import { resealSlot } from './slot.ts'

/**
 * The same vault under a new random key: every value's key is sealed anew, and each slot gets the vault key by its public key, so that no
 * factor has to be presented. The values themselves stay as they are sealed. The old vault keeps its key until it is closed. `now` in
 * milliseconds since 1970, which the vault keeps as the time of its key.
 */
export function rotateKey(open: OpenVault, now: number): OpenVault {
  requireOpen(open)
  const { suite, document, vaultKey: from } = open
  const to = suite.random(32)
  const slots = document.slots.map((slot) => resealSlot(suite, document, slot, { from, to }))
  const entries = document.entries.map((entry) => rewrap(suite, document, entry, { from, to }))
  return revise(open, { document: { slots, entries, keyCreated: now }, vaultKey: to })
}
