import type { FactorRecord, FactorType } from './document.ts'
import { asObject, base64url, integer, Malformed, object, text, word } from './fields.ts'
import { COST, LIMITS } from './limits.ts'

/** What a passphrase factor says about its key. */
export interface PassphraseRecord {
  readonly type: 'passphrase'
  readonly algorithm: 'argon2id'
  readonly memoryKiB: number
  readonly passes: number
  readonly lanes: number
  readonly salt: string
}

/**
 * Reads a factor record. The members of a passphrase are checked one by one, the cost included, so that nothing is ever derived at a cost
 * that a stranger chose; those of other types belong to whoever presents them. Throws `Malformed`.
 */
export function readFactorRecord(value: unknown, at: string): FactorRecord {
  const source = asObject(value, at)
  const type = readType(source['type'], `${at}.type`)
  if (type === 'passphrase') return { ...readPassphraseRecord(source, at) }
  const members = Object.entries(source)
  if (members.length > LIMITS.factorMembers) throw new Malformed(`\`${at}\` has too many members`)
  const found: Record<string, string | number> = {}
  for (const [name, member] of members) {
    if (!MEMBER.test(name)) throw new Malformed(`\`${at}\` has a member with an odd name`)
    const read = typeof member === 'number' ? readNumber : readText
    found[name] = read(member, `${at}.${name}`)
  }
  return { ...found, type }
}

export const readPassphraseRecord = object<PassphraseRecord>({
  type: word('passphrase'),
  algorithm: word('argon2id'),
  memoryKiB: integer(COST.leastMemoryKiB, COST.mostMemoryKiB),
  passes: integer(COST.leastPasses, COST.mostPasses),
  lanes: integer(1, 1),
  salt: base64url(16),
})

const readType = word<FactorType>(
  'passphrase',
  'key-file',
  'recovery',
  'webauthn-prf',
  'pkcs11',
  'tpm2',
  'keyring',
)
const readText = text(0, LIMITS.factorTextLength)
const readNumber = integer(0, Number.MAX_SAFE_INTEGER)
const MEMBER = /^[a-z][A-Za-z0-9]{0,31}$/
