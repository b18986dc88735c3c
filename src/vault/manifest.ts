import { placeIn, subkey } from './binding.ts'
import { canonicalJson } from './canonical.ts'
import type { Box, SealedEntry, VaultDocument } from './document.ts'
import type { Entry } from './entry.ts'
import { ENTRY_FIELDS } from './entry-fields.ts'
import { tampered } from './faults.ts'
import { base64url, integer, list, Malformed, object } from './fields.ts'
import { LIMITS } from './limits.ts'
import type { Suite } from './suite.ts'

/** What the manifest says of one entry: everything but the value, and which sealed entry is meant. */
export interface ListedEntry extends Entry, Pick<SealedEntry, 'id' | 'version'> {}

type Sealing = Pick<VaultDocument, 'id' | 'cipher' | 'generation'>

/** Seals the manifest: canonical JSON with spaces behind it, so that its length tells little about names. */
export function sealManifest(
  suite: Suite,
  head: Sealing,
  vaultKey: Buffer,
  entries: readonly ListedEntry[],
): Box {
  const text = Buffer.from(canonicalJson({ entries }), 'utf8')
  const plain = Buffer.alloc(Math.ceil(text.length / PADDED_TO) * PADDED_TO, ' ')
  text.copy(plain)
  const key = subkey(head, vaultKey, 'manifest')
  try {
    return suite.seal(head.cipher, key, plain, manifestPlace(head))
  } finally {
    key.fill(0)
    text.fill(0)
    plain.fill(0)
  }
}

/** Opens the manifest and holds it against the sealed entries. Throws `AIRLOCK_VAULT_TAMPERED`. */
export function openManifest(
  suite: Suite,
  document: VaultDocument,
  vaultKey: Buffer,
): readonly ListedEntry[] {
  const key = subkey(document, vaultKey, 'manifest')
  const plain = suite.unseal(document.cipher, key, document.manifest, manifestPlace(document))
  key.fill(0)
  if (plain === undefined) throw tampered('the manifest')
  try {
    const entries = readText(plain)
    requireAgreement(entries, document.entries)
    return entries
  } finally {
    plain.fill(0)
  }
}

function manifestPlace(head: Sealing): Buffer {
  return placeIn(head, 'manifest', head.generation)
}

function readText(plain: Buffer): readonly ListedEntry[] {
  const text = plain.toString('utf8').replace(/ +$/, '')
  try {
    const manifest = readManifest(JSON.parse(text), 'manifest')
    if (plain.length % PADDED_TO !== 0 || canonicalJson(manifest) !== text)
      throw new Malformed('the manifest is not canonical')
    return manifest.entries
  } catch (error) {
    // The text of a syntax error repeats what it met, so that it is not handed on.
    throw tampered(error instanceof Malformed ? error.message : 'the manifest is not JSON')
  }
}

function requireAgreement(listed: readonly ListedEntry[], sealed: readonly SealedEntry[]): void {
  const isSame = listed.every(
    ({ id, version }, index) => sealed[index]?.id === id && sealed[index].version === version,
  )
  if (!isSame || listed.length !== sealed.length)
    throw tampered('the manifest lists other entries than there are')
  if (new Set(listed.map(({ name }) => name)).size < listed.length)
    throw tampered('two entries have one name')
}

const readManifest = object<{ readonly entries: readonly ListedEntry[] }>({
  entries: list(
    object<ListedEntry>(
      {
        id: base64url(16),
        version: integer(1, Number.MAX_SAFE_INTEGER),
        ...ENTRY_FIELDS,
      },
      ['rotateCommand'],
    ),
    0,
    LIMITS.entries,
  ),
})

const PADDED_TO = 256
