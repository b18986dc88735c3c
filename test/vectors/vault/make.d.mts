import type * as Vault from '../../../src/vault/index.ts'

export interface Vector {
  readonly name: string
  readonly bytes: Buffer
  /** Label of the slot to open. */
  readonly slot: string
  /** Of its factors in hexadecimal, or the word `passphrase`. */
  readonly keys: readonly string[]
  /** Values in hexadecimal, for a file that can be read. */
  readonly entries?: Readonly<Record<string, string>>
  /** For a file that is refused. */
  readonly code?: string
}
export function makeVectors(
  vault: typeof Vault,
  derive: (record: Vault.FactorRecord, passphrase: string) => Promise<Buffer>,
): Promise<readonly Vector[]>
