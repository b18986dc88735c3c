import { expect, test } from 'vitest'
import {
  addSlot,
  changeEntry,
  createVault,
  formatVault,
  type OpenVault,
  openVault,
  parseVault,
  type Suite,
  setEntry,
  unlockSlot,
  type VaultDocument,
} from '../../../src/vault/index.ts'
import { entry, keyFile, recovery, suiteOf, vaultWith } from './scene.ts'

type Changeable = { -readonly [K in keyof VaultDocument]: VaultDocument[K] }

/** What somebody without the key makes of a file, by editing its members. */
function tampered(open: OpenVault, edit: (document: Changeable) => void): Buffer {
  const document = structuredClone(open.document) as Changeable
  edit(document)
  return formatVault(document)
}

/** Does everything that a reader does. */
function readAll(suite: Suite, bytes: Buffer, label = 'key'): Record<string, string> {
  const document = parseVault(bytes)
  const slot = document.slots.find((each) => each.label === label)
  if (slot === undefined) throw new Error('the slot is gone')
  const keys = slot.factors.map(({ type }) =>
    type === 'recovery' ? recovery().key : keyFile().key,
  )
  const open = openVault(suite, document, unlockSlot(suite, document, slot.id, keys))
  return Object.fromEntries(
    open.entries().map(({ name }) => [name, open.read(name).toString('latin1')]),
  )
}

function codeOf(work: () => unknown): string {
  try {
    work()
    return 'accepted'
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

async function scene(): Promise<{ suite: Suite; open: OpenVault; older: OpenVault }> {
  const suite = await suiteOf('tamper')
  const older = addSlot(vaultWith(suite, { ONE: 'first', TWO: 'second' }), {
    label: 'both',
    factors: [keyFile(), recovery()],
  })
  const open = setEntry(older, entry('ONE'), Buffer.from('third'))
  return { suite, open, older }
}

test('the untouched vault reads', async () => {
  const { suite, open } = await scene()
  expect(readAll(suite, formatVault(open.document))).toEqual({ ONE: 'third', TWO: 'second' })
  expect(readAll(suite, formatVault(open.document), 'both')['ONE']).toBe('third')
})

const swapped = <T>([a, b, ...rest]: readonly T[]): T[] => [b as T, a as T, ...rest]

test.each<[string, string, (document: Changeable, older: VaultDocument) => void]>([
  [
    'two entries are swapped',
    'AIRLOCK_VAULT_TAMPERED',
    (d) => {
      d.entries = swapped(d.entries)
    },
  ],
  [
    'the values of two entries are swapped',
    'AIRLOCK_VAULT_TAMPERED',
    (d) => {
      const [a, b] = d.entries
      d.entries = [
        { ...a!, key: b!.key, value: b!.value },
        { ...b!, key: a!.key, value: a!.value },
      ]
    },
  ],
  [
    'an entry is dropped',
    'AIRLOCK_VAULT_TAMPERED',
    (d) => {
      d.entries = d.entries.slice(1)
    },
  ],
  [
    'an entry is renamed by its id',
    'AIRLOCK_VAULT_TAMPERED',
    (d) => {
      d.entries = d.entries.map((each, at) =>
        at === 0 ? { ...each, id: 'AAAAAAAAAAAAAAAAAAAAAA' } : each,
      )
    },
  ],
  [
    'an entry is put back to its older version',
    'AIRLOCK_VAULT_TAMPERED',
    (d, older) => {
      d.entries = [older.entries[0]!, d.entries[1]!]
    },
  ],
  [
    'an older value is given the newer version',
    'AIRLOCK_VAULT_TAMPERED',
    (d, older) => {
      d.entries = [{ ...older.entries[0]!, version: d.entries[0]!.version }, d.entries[1]!]
    },
  ],
  [
    'all entries and the manifest are rolled back',
    'AIRLOCK_VAULT_TAMPERED',
    (d, older) => {
      d.entries = older.entries
      d.manifest = older.manifest
    },
  ],
  [
    'the generation is raised',
    'AIRLOCK_VAULT_TAMPERED',
    (d) => {
      d.generation += 1
    },
  ],
  [
    'another slot is removed',
    'AIRLOCK_VAULT_TAMPERED',
    (d) => {
      d.slots = d.slots.slice(0, 1)
    },
  ],
  [
    'a factor of another slot is removed',
    'AIRLOCK_VAULT_TAMPERED',
    (d) => {
      d.slots = [d.slots[0]!, { ...d.slots[1]!, factors: d.slots[1]!.factors.slice(0, 1) }]
    },
  ],
  [
    'the label of the slot is another one',
    'AIRLOCK_VAULT_TAMPERED',
    (d) => {
      d.slots = [d.slots[0]!, { ...d.slots[1]!, label: 'trusted' }]
    },
  ],
  [
    'the public key of another slot is the attacker’s',
    'AIRLOCK_VAULT_TAMPERED',
    (d) => {
      d.slots = [d.slots[0]!, { ...d.slots[1]!, publicKey: d.slots[0]!.publicKey }]
    },
  ],
  [
    'the sealed key of the slot comes from another slot',
    'AIRLOCK_VAULT_TAMPERED',
    (d) => {
      d.slots = [{ ...d.slots[0]!, sealedKey: d.slots[1]!.sealedKey }, d.slots[1]!]
    },
  ],
  [
    'the path of the key file is another one',
    'AIRLOCK_VAULT_FACTOR',
    (d) => {
      d.slots = [{ ...d.slots[0]!, factors: [{ ...keyFile().record, path: '/evil' }] }, d.slots[1]!]
    },
  ],
  [
    'the factor is called by another type',
    'AIRLOCK_VAULT_FACTOR',
    (d) => {
      d.slots = [
        { ...d.slots[0]!, factors: [{ ...keyFile().record, type: 'keyring' }] },
        d.slots[1]!,
      ]
    },
  ],
  [
    'the policy is turned up against a slot',
    'AIRLOCK_VAULT_INVALID',
    (d) => {
      d.policy = { mfa: 'required' }
    },
  ],
  [
    'the cipher is another one',
    'AIRLOCK_VAULT_FACTOR',
    (d) => {
      d.cipher = 'aes-256-gcm'
    },
  ],
  [
    'the format is a later one',
    'AIRLOCK_VAULT_INVALID',
    (d) => {
      Object.assign(d, { format: 'mcp-airlock-vault/2' })
    },
  ],
  [
    'a member is added',
    'AIRLOCK_VAULT_INVALID',
    (d) => {
      Object.assign(d, { note: 'hello' })
    },
  ],
])('it is seen when %s: %s', async (_title, code, edit) => {
  const { suite, open, older } = await scene()
  const bytes = tampered(open, (document) => edit(document, older.document))
  expect(codeOf(() => readAll(suite, bytes))).toBe(code)
})

test('a policy that was turned down is seen, and a factor that was stripped', async () => {
  const suite = await suiteOf('policy')
  const empty = createVault(suite, {
    cipher: 'xchacha20-poly1305',
    policy: { mfa: 'required' },
    now: 1,
  })
  const open = addSlot(empty, { label: 'key', factors: [keyFile(), recovery()] })
  const softened = tampered(open, (document) => {
    document.policy = { mfa: 'optional' }
  })
  expect(codeOf(() => readAll(suite, softened))).toBe('AIRLOCK_VAULT_TAMPERED')
  const stripped = tampered(open, (document) => {
    document.policy = { mfa: 'optional' }
    document.slots = document.slots.map((slot) => ({ ...slot, factors: slot.factors.slice(0, 1) }))
  })
  expect(codeOf(() => readAll(suite, stripped))).toBe('AIRLOCK_VAULT_FACTOR')
})

test('a name is sealed: the file does not hold it, and a changed one changes the manifest alone', async () => {
  const { open } = await scene()
  const renamed = changeEntry(open, 'ONE', (each) => ({ ...each, name: 'UNO' }))
  expect(formatVault(open.document).includes('ONE')).toBe(false)
  expect(renamed.document.entries).toEqual(open.document.entries)
  expect(renamed.document.manifest).not.toEqual(open.document.manifest)
})

const small = async (): Promise<{ suite: Suite; bytes: Buffer }> => {
  const suite = await suiteOf('small')
  return { suite, bytes: formatVault(vaultWith(suite, { A: 'x' }).document) }
}

const REFUSALS = /^AIRLOCK_VAULT_(?:INVALID|TAMPERED|FACTOR)$/

test('every single-byte flip is refused', async () => {
  const { suite, bytes } = await small()
  const counts: Record<string, number> = {}
  for (let at = 0; at < bytes.length; at += 1) {
    for (const mask of [0x01, 0x20, 0x80]) {
      const flipped = Buffer.from(bytes)
      flipped[at] = (flipped[at] as number) ^ mask
      const code = codeOf(() => readAll(suite, flipped, labelIn(flipped)))
      counts[code] = (counts[code] ?? 0) + 1
      expect(code, `byte ${at} ^ ${mask}`).toMatch(REFUSALS)
    }
  }
  expect(Object.keys(counts).toSorted()).toEqual([
    'AIRLOCK_VAULT_FACTOR',
    'AIRLOCK_VAULT_INVALID',
    'AIRLOCK_VAULT_TAMPERED',
  ])
})

/** A flip may hit the label by which the test finds the slot. */
function labelIn(bytes: Buffer): string {
  return /"label":"([^"]*)"/.exec(bytes.toString('utf8'))?.[1] ?? 'key'
}

test('a file that is cut off anywhere, or goes on, does not parse', async () => {
  const { bytes } = await small()
  for (let length = 0; length < bytes.length; length += 1)
    expect(codeOf(() => parseVault(bytes.subarray(0, length)))).toBe('AIRLOCK_VAULT_INVALID')
  for (const more of ['\n', ' ', '{}', '\0'])
    expect(codeOf(() => parseVault(Buffer.concat([bytes, Buffer.from(more)])))).toBe(
      'AIRLOCK_VAULT_INVALID',
    )
})
