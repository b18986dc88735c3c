import { createHash } from 'node:crypto'
import {
  addSlot,
  type Cipher,
  createVault,
  type Entry,
  type Factor,
  loadSuite,
  OpenVault,
  removeEntry,
  type Suite,
  setEntry,
} from '../../../src/vault/index.ts'
import { seeded } from '../../vectors/vault/scenery.mjs'

export const suiteOf = (seed: string): Promise<Suite> => loadSuite(seeded(seed))

/** A factor that costs nothing, as a key file's. */
export function keyFile(name = 'a'): Factor {
  return {
    record: { type: 'key-file', path: `/keys/${name}`, salt: 'AAAAAAAAAAAAAAAAAAAAAA' },
    key: createHash('sha256').update(name).digest(),
  }
}

export const recovery = (): Factor => ({
  record: { type: 'recovery', salt: 'AAAAAAAAAAAAAAAAAAAAAA' },
  key: createHash('sha256').update('recovery').digest(),
})

export function entry(name: string, changes: Partial<Entry> = {}): Entry {
  return {
    name,
    created: 1000,
    rotated: 2000,
    rotateAfterDays: 30,
    scopes: ['github'],
    classification: 'confidential',
    releases: [],
    kind: 'secret',
    ...changes,
  }
}

/** A vault with one slot and these values. */
export function vaultWith(
  suite: Suite,
  values: Readonly<Record<string, string>>,
  cipher: Cipher = 'xchacha20-poly1305',
): OpenVault {
  const empty = createVault(suite, { cipher, policy: { mfa: 'optional' }, now: 5 })
  const slotted = addSlot(empty, { label: 'key', factors: [keyFile()] })
  return Object.entries(values).reduce(
    (open, [name, value]) => setEntry(open, entry(name), Buffer.from(value)),
    slotted,
  )
}

/** The same vault as it was written before the time of the key was kept. */
export function withoutKeyTime(open: OpenVault): OpenVault {
  const { keyCreated: _none, ...document } = open.document
  const { suite, vaultKey, manifest, saved } = open
  const older = new OpenVault({ suite, document, vaultKey, manifest, saved })
  return removeEntry(setEntry(older, entry('PASSING'), Buffer.from('1')), 'PASSING')
}
