import { AirlockError, escape } from '../base/index.ts'
import { isUtf8 } from '../os/index.ts'
import { type DocumentEntry, formatDocument } from './document.ts'
import { unusable } from './fault.ts'
import { type Imported, importFrom } from './import.ts'

/** Who can open an age file: who knows the passphrase, or who has the identity of one of the recipients. */
export type AgeLock = { readonly passphrase: Buffer } | { readonly recipients: readonly string[] }

/** What opens one: the passphrase, or an identity file as `age-keygen` writes it. */
export type AgeKey = { readonly passphrase: Buffer } | { readonly identity: Buffer }

/**
 * The entries as an age file (C2SP age.md, version 1) that any `age` opens; `document.ts` says what lies in it. Armoured on request. The
 * work factor of a passphrase is 2^18, as age has it, some 1.2 s. The caller wipes the values; the passphrase becomes a string for the
 * library, which stays until the process ends.
 *
 * Throws AIRLOCK_USAGE for no recipient, or one that is not `age1…`.
 */
export async function exportAge(
  entries: readonly DocumentEntry[],
  lock: AgeLock,
  options: { readonly isArmoured?: boolean } = {},
): Promise<Buffer> {
  const age = await import('age-encryption')
  const encrypter = new age.Encrypter()
  if ('passphrase' in lock) encrypter.setPassphrase(textOf(lock.passphrase))
  else {
    if (lock.recipients.length === 0) throw unusable('an age file needs a recipient', RECIPIENT)
    for (const recipient of lock.recipients) addRecipient(encrypter, recipient)
  }
  const document = formatDocument(entries)
  try {
    const bytes = await encrypter.encrypt(document)
    return Buffer.from(options.isArmoured === true ? age.armor.encode(bytes) : bytes)
  } finally {
    document.fill(0)
  }
}

/**
 * The entries in an age file, armoured or not, ours or made by a person with `age` from such a document. Throws AIRLOCK_VAULT_FACTOR when
 * the passphrase or identity does not open it, AIRLOCK_USAGE when it is no age file, was changed, asks for more than 1 GiB of memory, or
 * holds something else. The library's own words are not passed on: they may quote the identity.
 */
export async function importAge(bytes: Uint8Array, key: AgeKey): Promise<readonly Imported[]> {
  if (bytes.length > MAX_BYTES) throw unusable('the age file is larger than 16 MB', HINT)
  const age = await import('age-encryption')
  const decrypter = new age.Decrypter()
  if ('passphrase' in key) decrypter.addPassphrase(textOf(key.passphrase))
  else for (const identity of identitiesIn(key.identity)) addIdentity(decrypter, identity)
  const file = unarmoured(bytes, age.armor.decode)
  requireShortHeader(file)
  const document = await decrypter.decrypt(file).catch((error: unknown) => {
    throw opened(error, 'passphrase' in key ? 'passphrase' : 'identity')
  })
  try {
    return importFrom({ kind: 'age', bytes: document })
  } finally {
    document.fill(0)
  }
}

interface Encrypting {
  addRecipient(recipient: string): void
}

function addRecipient(encrypter: Encrypting, recipient: string): void {
  try {
    encrypter.addRecipient(recipient)
  } catch {
    throw unusable(`\`${escape(recipient, 80)}\` is not a recipient of age`, RECIPIENT)
  }
}

interface Decrypting {
  addIdentity(identity: string): void
}

function addIdentity(decrypter: Decrypting, identity: string): void {
  try {
    decrypter.addIdentity(identity)
  } catch {
    throw unusable('the identity file does not read', IDENTITY)
  }
}

/** Lines of an identity file; comments begin with `#` (age(1)). */
function identitiesIn(identity: Buffer): readonly string[] {
  const lines = textOf(identity)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  if (lines.length === 0 || lines.length > MAX_IDENTITIES)
    throw unusable('the identity file does not read', IDENTITY)
  return lines
}

function unarmoured(bytes: Uint8Array, decode: (text: string) => Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (file.subarray(0, BINARY.length).equals(BINARY)) return bytes
  try {
    return decode(file.toString('latin1'))
  } catch {
    throw unusable('this is not an age file', HINT)
  }
}

/** Each recipient in the header costs a key agreement, and the header is not authenticated before they are tried. */
function requireShortHeader(file: Uint8Array): void {
  const head = Buffer.from(file.buffer, file.byteOffset, Math.min(file.length, MAX_HEADER_BYTES))
  if (!head.includes('\n--- ')) throw unusable('this is not an age file', HINT)
}

/** The library tells its failures apart by their words alone; whatever is not known means that the file is not good. */
function opened(error: unknown, given: 'passphrase' | 'identity'): Error {
  const said = error instanceof Error ? error.message : ''
  if (said === "no identity matched any of the file's recipients")
    return new AirlockError('AIRLOCK_VAULT_FACTOR', {
      message: `the ${given} does not open this age file`,
      hints: [
        given === 'passphrase'
          ? 'try again, or give an identity file if it was made for recipients'
          : 'give the identity of one of its recipients, or its passphrase',
      ],
    })
  if (said === 'scrypt work factor is too high')
    return unusable('the age file asks for more than 1 GiB of memory', HINT)
  return unusable('the age file is damaged, or was changed', HINT)
}

function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw unusable('the passphrase or identity is not UTF-8', HINT)
  return bytes.toString('utf8')
}

const BINARY = Buffer.from('age-encryption.org/v1\n', 'latin1')
const MAX_BYTES = 16 << 20
/** A post-quantum recipient takes 1.6 KB, a usual one 0.1 KB. */
const MAX_HEADER_BYTES = 1 << 16
const MAX_IDENTITIES = 100
const HINT = 'give a file that `mcp-airlock vault export` or age has written'
const RECIPIENT = 'a recipient begins with `age1`; age-keygen makes a pair'
const IDENTITY =
  'an identity file holds AGE-SECRET-KEY-1…; SSH keys and plugins are read by age itself'
