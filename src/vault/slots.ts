import { AirlockError, escape, shellWord } from '../base/index.ts'
import type { Factor, VaultPolicy } from './document.ts'
import { readFactorRecord } from './factor-record.ts'
import { forbidden } from './faults.ts'
import { Malformed } from './fields.ts'
import { LIMITS } from './limits.ts'
import type { OpenVault } from './open-vault.ts'
import { isAllowedBy, slotAgainst } from './policy.ts'
import { revise } from './revise.ts'
import { makeSlot } from './slot.ts'

/**
 * Adds a slot that all of these factors open together. Throws `AIRLOCK_VAULT_POLICY` when the policy or a bound does not allow it, and
 * `AIRLOCK_VAULT_EXISTS` when a slot has the label. The caller wipes the keys.
 */
export function addSlot(
  open: OpenVault,
  given: { readonly label: string; readonly factors: readonly Factor[] },
): OpenVault {
  const { document, suite, vaultKey } = open
  requireForm(given)
  const records = given.factors.map(({ record }) => record)
  if (!isAllowedBy(document.policy, records)) {
    throw forbidden('the policy wants two factors of different types in every slot', [
      'give a second factor, or use a lone recovery key',
    ])
  }
  if (document.slots.some(({ label }) => label === given.label)) {
    throw new AirlockError('AIRLOCK_VAULT_EXISTS', {
      message: `the vault has a slot \`${escape(given.label)}\` already`,
    })
  }
  if (document.slots.length === LIMITS.slots)
    throw forbidden(`a vault has at most ${LIMITS.slots} slots`)
  const slot = makeSlot(suite, document, { ...given, vaultKey })
  return revise(open, { document: { slots: [...document.slots, slot] } })
}

/**
 * Removes a slot. Whoever could open it may still have the vault key, and a copy of the file with the slot in it: `rotateKey` shuts them out
 * of what comes later. Throws `AIRLOCK_VAULT_POLICY` for the last one. A slot that is not there is a bug of the caller.
 */
export function removeSlot(open: OpenVault, slotId: string): OpenVault {
  const slots = open.document.slots.filter(({ id }) => id !== slotId)
  if (slots.length === open.document.slots.length) throw new TypeError('no slot has this id')
  if (slots.length === 0)
    throw forbidden('without its last slot nobody could open the vault again', [
      'mcp-airlock vault slots add',
    ])
  return revise(open, { document: { slots } })
}

/** Throws `AIRLOCK_VAULT_POLICY` while a slot has fewer factors than the new policy requires. */
export function setPolicy(open: OpenVault, policy: VaultPolicy): OpenVault {
  const weak = slotAgainst(policy, open.document.slots)
  if (weak !== undefined) {
    throw forbidden(
      `the slot \`${escape(weak.label)}\` does not have two factors of different types`,
      [
        'first another way in: mcp-airlock vault slots add passphrase key-file --new-key-file FILE',
        `once that opens the vault: mcp-airlock vault slots remove ${shellWord(weak.label)}`,
      ],
    )
  }
  return revise(open, { document: { policy } })
}

/** What is written must be read again; a factor whose record could not be is a bug of whoever made it, a label is a person's. */
function requireForm({
  label,
  factors,
}: {
  readonly label: string
  readonly factors: readonly Factor[]
}): void {
  if (label === '' || label.length > LIMITS.labelLength || escape(label) !== label) {
    throw new AirlockError('AIRLOCK_USAGE', {
      message: `a label has 1 to ${LIMITS.labelLength} printable characters`,
    })
  }
  if (factors.length === 0 || factors.length > LIMITS.factors)
    throw forbidden(`a slot has 1 to ${LIMITS.factors} factors`)
  for (const { record, key } of factors) {
    if (key.length !== 32) throw new TypeError('the key of a factor has 32 bytes')
    try {
      readFactorRecord(record, 'factor')
    } catch (error) {
      if (error instanceof Malformed) throw new TypeError(error.message, { cause: error })
      throw error
    }
  }
}
