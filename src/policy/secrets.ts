import { object, oneOf } from './fields.ts'
import type { Profile } from './profile.ts'

/** What becomes of a start that needs a secret which should have been replaced by now. */
export interface ProfileSecrets {
  readonly overdue: 'warn' | 'refuse'
}

/** The key `secrets`. */
export const secretsField = object<Partial<ProfileSecrets>>({ overdue: oneOf('warn', 'refuse') })

/** A server that stops working on the thirty-first day helps nobody; who wants it says so. */
export const DEFAULT_SECRETS: ProfileSecrets = { overdue: 'warn' }

/** A variable of the server with secrets in it: text, and names of entries of the vault, in their order. */
export interface SecretVariable {
  readonly name: string
  readonly pieces: readonly SecretPiece[]
}

export type SecretPiece = { readonly text: string } | { readonly entry: string }

/** The variables that `${vault:NAME}` occurs in, with `${home}` replaced. They are no part of `serverEnvironment`. */
export function secretVariables(
  { env }: Pick<Profile, 'env'>,
  home: string,
): readonly SecretVariable[] {
  return Object.entries(env)
    .filter(([, value]) => hasSecret(value))
    .map(([name, value]) => ({ name, pieces: piecesOf(value, home) }))
}

/** The names of all entries of the vault that the profile needs, each once. */
export function entriesOf({ env }: Pick<Profile, 'env'>): readonly string[] {
  const named = Object.values(env).flatMap((value) =>
    [...value.matchAll(REFERENCE)].map(([, name = '']) => name),
  )
  return [...new Set(named)]
}

/** Whether a value of `env` needs the vault. */
export function hasSecret(value: string): boolean {
  return value.includes(OPEN)
}

/** Undefined unless every `${vault:` in the value is closed and names an entry. */
export function secretFault(value: string): string | undefined {
  return value.replaceAll(REFERENCE, '').includes(OPEN)
    ? 'must name secrets as `${vault:NAME}`, where NAME is up to 128 of `A-Z a-z 0-9 _ . / -`'
    : undefined
}

/** The value without its references, for rules about the rest. */
export function withoutSecrets(value: string): string {
  return value.replaceAll(REFERENCE, '')
}

/** A reference is read before `${home}` is replaced, so that no directory can name a secret. */
function piecesOf(value: string, home: string): readonly SecretPiece[] {
  return value
    .split(REFERENCE)
    .map(
      (part, index): SecretPiece =>
        index % 2 === 1 ? { entry: part } : { text: part.replaceAll('${home}', () => home) },
    )
    .filter((piece) => !('text' in piece) || piece.text !== '')
}

const OPEN = '${vault:'
/** The capture makes `split` keep the names, at odd places. */
const REFERENCE = /\$\{vault:([A-Za-z0-9_][A-Za-z0-9_./-]{0,127})\}/g
