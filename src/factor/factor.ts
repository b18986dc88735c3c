/** The kinds of things that open a slot. A passphrase is hashed by the vault itself; every other kind is handled here. */
export type FactorType =
  | 'passphrase'
  | 'key-file'
  | 'recovery'
  | 'webauthn-prf'
  | 'pkcs11'
  | 'tpm2'
  | 'keyring'

/** The public parameters of a factor as they stand in a slot: flat JSON, strings and safe integers only. */
export interface FactorRecord {
  readonly type: FactorType
  readonly [name: string]: string | number
}

/** A presented factor: its record and its 32 secret bytes, which the caller wipes. */
export interface Factor {
  readonly record: FactorRecord
  readonly key: Buffer
}

/** The environment of the person: where helper programs find their configuration, the token and the session bus. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What a person or a page gave. Buffers stay the caller's, who wipes them. */
export interface FactorInputs {
  readonly pin?: Buffer
  /** The printed recovery key as it was typed. */
  readonly recovery?: string
  /** The 32 bytes that the authenticator answered for the record's `prfSalt`. */
  readonly prf?: Buffer
  /** Where the key file is now, when it is not where the record says. */
  readonly keyFile?: string
  readonly environment: Environment
}
