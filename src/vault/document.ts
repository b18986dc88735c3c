/** The AEAD of every sealed part of one vault. */
export type Cipher = 'xchacha20-poly1305' | 'aes-256-gcm'

export type FactorType =
  | 'passphrase'
  | 'key-file'
  | 'recovery'
  | 'webauthn-prf'
  | 'pkcs11'
  | 'tpm2'
  | 'keyring'

/** Public parameters of a factor as they stand in a slot: flat JSON, strings and safe integers only. */
export interface FactorRecord {
  readonly type: FactorType
  readonly [name: string]: string | number
}

/** A presented factor: the record and its 32 secret bytes. Whoever made it wipes `key`. */
export interface Factor {
  readonly record: FactorRecord
  readonly key: Buffer
}

/** `required`: every slot needs two factors of different types, except a lone `recovery`. */
export interface VaultPolicy {
  readonly mfa: 'required' | 'optional'
}

/** One sealed part. Both members are base64url without padding. */
export interface Box {
  readonly nonce: string
  /** The ciphertext with its tag behind it. */
  readonly data: string
}

/** A part sealed to a public key: the sender's X25519 key pair was made for it alone. */
export interface SealedBox extends Box {
  readonly ephemeral: string
}

/** One way to open the vault: all of its factors together. */
export interface Slot {
  /** 16 random bytes, base64url. */
  readonly id: string
  /** A person's name for it. */
  readonly label: string
  readonly factors: readonly FactorRecord[]
  readonly salt: string
  readonly publicKey: string
  /** The private key and the slot's secret, under the key that the factors give. */
  readonly privateKey: Box
  /** The slot's secret once more, under the vault key: what is sealed to the slot shows by it that it comes from the vault. */
  readonly secret: Box
  /** The vault key, sealed to `publicKey`. */
  readonly sealedKey: SealedBox
}

/** The sealed value of one entry; its name and everything else about it lie in the manifest. */
export interface SealedEntry {
  readonly id: string
  /** Grows with every new value. */
  readonly version: number
  /** The key of this value, under the vault's key for entries. */
  readonly key: Box
  readonly value: Box
}

/** A vault file as it stands (FORMAT.md). Parsed, and not authenticated before `openVault` says so. */
export interface VaultDocument {
  readonly format: typeof FORMAT
  /** 16 random bytes, base64url. */
  readonly id: string
  /** Grows by one with each save. */
  readonly generation: number
  /** Milliseconds since 1970 (UTC). */
  readonly created: number
  /** When its key was made, in the same unit. Vaults of before this member was kept have none, until their key is rotated. */
  readonly keyCreated?: number
  readonly cipher: Cipher
  readonly policy: VaultPolicy
  readonly slots: readonly Slot[]
  readonly manifest: Box
  readonly entries: readonly SealedEntry[]
  readonly mac: string
}

export const FORMAT = 'mcp-airlock-vault/1'
