import type { FactorRecord, Slot, VaultPolicy } from './document.ts'

/**
 * Whether the policy lets these factors open the vault. Where two are required they must differ in type: two passphrases are one thing
 * known twice. A lone recovery key passes: it is printed, kept away, and used when the second factor is lost.
 */
export function isAllowedBy(policy: VaultPolicy, factors: readonly FactorRecord[]): boolean {
  if (policy.mfa === 'optional') return true
  const types = new Set(factors.map(({ type }) => type))
  return types.size > 1 || (factors.length === 1 && types.has('recovery'))
}

/** The first slot that the policy does not allow. */
export function slotAgainst(policy: VaultPolicy, slots: readonly Slot[]): Slot | undefined {
  return slots.find(({ factors }) => !isAllowedBy(policy, factors))
}
