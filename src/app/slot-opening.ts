import { type FactorInputs, present } from '../factor/index.ts'
import { isAscii } from '../os/index.ts'
import {
  deriveFromPassphrase,
  type FactorRecord,
  type Kdf,
  openVault,
  type Slot,
  type Suite,
  unlockSlot,
  type VaultDocument,
} from '../vault/index.ts'

/** The vault, and the tools to open it. */
export interface SlotScene {
  readonly document: VaultDocument
  readonly suite: Suite
  readonly kdf: Kdf
  /** Where helper programs of devices find their configuration. */
  readonly environment: FactorInputs['environment']
}

/** What is presented to a slot. Whoever made the buffers wipes them. */
export interface Answers {
  readonly passphrase?: Buffer | undefined
  readonly pin?: Buffer | undefined
  readonly prf?: Buffer | undefined
  /** Where the key file is now. */
  readonly keyFile?: string | undefined
}

/** The vault key, which opens the vault as a whole; the caller wipes it. Throws AIRLOCK_VAULT_FACTOR and _FACTOR_UNAVAILABLE. */
export async function openSlot(scene: SlotScene, slot: Slot, answers: Answers): Promise<Buffer> {
  const keys: Buffer[] = []
  try {
    for (const record of slot.factors) keys.push(await keyOf(scene, record, answers))
    const { suite, document } = scene
    const vaultKey = unlockSlot(suite, document, slot.id, keys)
    openVault(suite, document, vaultKey).close()
    return vaultKey
  } finally {
    for (const key of keys) key.fill(0)
  }
}

/** Normalization form C (RFC 8265, section 4.2.2), so that one passphrase typed in two ways is one. ASCII is in it already. */
export function inNormalForm(typed: Buffer): Buffer {
  return isAscii(typed) ? typed : Buffer.from(typed.toString().normalize('NFC'))
}

async function keyOf(
  { environment, kdf }: SlotScene,
  record: FactorRecord,
  { passphrase, pin, prf, keyFile }: Answers,
): Promise<Buffer> {
  if (record.type !== 'passphrase')
    return await present(record, {
      environment,
      ...(pin && { pin }),
      ...(prf && { prf }),
      ...(keyFile !== undefined && { keyFile }),
    })
  const typed = passphrase ?? Buffer.alloc(0)
  const normal = inNormalForm(typed)
  try {
    return await deriveFromPassphrase(record, normal, kdf)
  } finally {
    if (normal !== typed) normal.fill(0)
  }
}
