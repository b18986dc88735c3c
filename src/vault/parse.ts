import { canonicalJson } from './canonical.ts'
import {
  type Box,
  FORMAT,
  type SealedBox,
  type SealedEntry,
  type Slot,
  type VaultDocument,
  type VaultPolicy,
} from './document.ts'
import { readFactorRecord } from './factor-record.ts'
import { invalid } from './faults.ts'
import { asObject, base64url, integer, list, Malformed, object, text, word } from './fields.ts'
import { LIMITS } from './limits.ts'
import { slotAgainst } from './policy.ts'

/**
 * Reads a vault file. Accepts exactly the bytes that `formatVault` makes of what it returns, so nothing can be hidden in a file and no two
 * files say the same. Says nothing about who wrote it: that is `openVault`. Throws `AIRLOCK_VAULT_INVALID`.
 */
export function parseVault(bytes: Uint8Array): VaultDocument {
  if (bytes.length > LIMITS.fileBytes) throw invalid('it is too large')
  try {
    const value = parseJson(bytes)
    // Asked first, so that a newer version is named as one whatever else it has.
    const format = asObject(value, 'the file')['format']
    if (format !== FORMAT) throw new Malformed(`it is not \`${FORMAT}\``)
    const document = readDocument(value, '')
    requireConsistent(document)
    if (!formatVault(document).equals(bytes)) throw new Malformed('it is not canonical JSON')
    return document
  } catch (error) {
    if (error instanceof Malformed) throw invalid(error.message)
    throw error
  }
}

/** The bytes of the vault file. */
export function formatVault(document: VaultDocument): Buffer {
  return Buffer.from(canonicalJson(document), 'utf8')
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    throw new Malformed('it is not JSON in UTF-8')
  }
}

function requireConsistent({ slots, entries, policy }: VaultDocument): void {
  if (new Set(slots.map(({ id }) => id)).size < slots.length)
    throw new Malformed('two slots have one id')
  if (new Set(slots.map(({ label }) => label)).size < slots.length)
    throw new Malformed('two slots have one label')
  if (new Set(entries.map(({ id }) => id)).size < entries.length)
    throw new Malformed('two entries have one id')
  if (slotAgainst(policy, slots) !== undefined)
    throw new Malformed('a slot has fewer factors than the policy requires')
}

/** XChaCha20 takes 24 bytes of nonce and GCM 12; `unseal` refuses the one that does not fit the cipher. Both have 16 bytes of tag. */
function boxOf(least: number, most: number) {
  return object<Box>({ nonce: base64url(12, 24), data: base64url(least + 16, most + 16) })
}

const readKeyBox = boxOf(32, 32)

const readSlot = object<Slot>({
  id: base64url(16),
  label: text(1, LIMITS.labelLength),
  factors: list(readFactorRecord, 1, LIMITS.factors),
  salt: base64url(16),
  publicKey: base64url(32),
  privateKey: boxOf(64, 64),
  secret: readKeyBox,
  sealedKey: object<SealedBox>({
    ephemeral: base64url(32),
    nonce: base64url(12, 24),
    data: base64url(48),
  }),
})

const readEntry = object<SealedEntry>({
  id: base64url(16),
  version: integer(1, Number.MAX_SAFE_INTEGER),
  key: readKeyBox,
  value: boxOf(64, LIMITS.valueBytes + 64),
})

const readTime = integer(0, Number.MAX_SAFE_INTEGER)

const readDocument = object<VaultDocument>(
  {
    format: word(FORMAT),
    id: base64url(16),
    generation: integer(1, Number.MAX_SAFE_INTEGER),
    created: readTime,
    keyCreated: readTime,
    cipher: word('xchacha20-poly1305', 'aes-256-gcm'),
    policy: object<VaultPolicy>({ mfa: word('required', 'optional') }),
    slots: list(readSlot, 1, LIMITS.slots),
    manifest: boxOf(256, LIMITS.fileBytes),
    entries: list(readEntry, 0, LIMITS.entries),
    mac: base64url(32),
  },
  ['keyCreated'],
)
