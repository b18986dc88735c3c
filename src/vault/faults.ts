import { AirlockError } from '../base/index.ts'

/** The text does not have the form it must have. `what` names places of the format, never what stands there. */
export function invalid(what: string): AirlockError {
  return new AirlockError('AIRLOCK_VAULT_INVALID', { message: `the vault does not parse: ${what}` })
}

/** The form is right and the key does not agree with what stands there. */
export function tampered(what: string): AirlockError {
  return new AirlockError('AIRLOCK_VAULT_TAMPERED', {
    message: `the vault is not what was written with its key: ${what}`,
  })
}

/** The policy, or a bound of the format, does not allow it. */
export function forbidden(message: string, hints?: readonly string[]): AirlockError {
  return new AirlockError('AIRLOCK_VAULT_POLICY', { message, ...(hints && { hints }) })
}
