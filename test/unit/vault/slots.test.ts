import { expect, test } from 'vitest'
import {
  addSlot,
  createVault,
  type Factor,
  formatVault,
  openVault,
  parseVault,
  removeSlot,
  setPolicy,
  unlockSlot,
} from '../../../src/vault/index.ts'
import { keyFile, recovery, suiteOf, vaultWith } from './scene.ts'

const FACTOR = expect.objectContaining({ code: 'AIRLOCK_VAULT_FACTOR' })
const POLICY = expect.objectContaining({ code: 'AIRLOCK_VAULT_POLICY' })

test('each slot opens the vault by all of its factors in their order, and by nothing less', async () => {
  const suite = await suiteOf('and')
  const open = addSlot(vaultWith(suite, { ONE: '1' }), {
    label: 'both',
    factors: [keyFile('a'), recovery()],
  })
  const document = parseVault(formatVault(open.document))
  const [key, both] = document.slots.map(({ id }) => id) as [string, string]
  const a = keyFile('a').key
  const r = recovery().key
  for (const vaultKey of [
    unlockSlot(suite, document, key, [a]),
    unlockSlot(suite, document, both, [a, r]),
  ])
    expect(openVault(suite, document, vaultKey).read('ONE').toString()).toBe('1')
  for (const keys of [
    [r, a],
    [a, a],
    [r, r],
    [a, Buffer.alloc(32)],
  ])
    expect(() => unlockSlot(suite, document, both, keys)).toThrow(FACTOR)
  expect(() => unlockSlot(suite, document, key, [keyFile('b').key])).toThrow(FACTOR)
  expect(() => unlockSlot(suite, document, both, [a])).toThrow(TypeError)
  expect(() => unlockSlot(suite, document, key, [Buffer.alloc(31)])).toThrow(TypeError)
  expect(() => unlockSlot(suite, document, 'x', [a])).toThrow(TypeError)
})

test('the last slot stays, and a label stands for one slot', async () => {
  const open = vaultWith(await suiteOf('last'), {})
  const [slot] = open.document.slots
  expect(() => removeSlot(open, slot?.id ?? '')).toThrow(POLICY)
  expect(() => addSlot(open, { label: 'key', factors: [recovery()] })).toThrow(
    expect.objectContaining({ code: 'AIRLOCK_VAULT_EXISTS' }),
  )
  const two = addSlot(open, { label: 'other', factors: [recovery()] })
  expect(removeSlot(two, slot?.id ?? '').document.slots.map(({ label }) => label)).toEqual([
    'other',
  ])
  expect(() => removeSlot(open, 'x')).toThrow(TypeError)
})

test('a slot has a bounded number of factors, a vault of slots', async () => {
  const open = vaultWith(await suiteOf('bounds'), {})
  const five = Array.from({ length: 5 }, (_, at) => keyFile(String(at)))
  expect(() => addSlot(open, { label: 'none', factors: [] })).toThrow(POLICY)
  expect(() => addSlot(open, { label: 'five', factors: five })).toThrow(POLICY)
  let full = open
  for (let at = 1; at < 16; at += 1)
    full = addSlot(full, { label: `slot ${at}`, factors: [keyFile()] })
  expect(() => addSlot(full, { label: 'more', factors: [keyFile()] })).toThrow(POLICY)
  expect(parseVault(formatVault(full.document)).slots).toHaveLength(16)
})

test.each(['', 'x'.repeat(65), 'a\nb', '\u202e', '\ud800'])(
  'a label %j is refused',
  async (label) => {
    const open = vaultWith(await suiteOf('label'), {})
    expect(() => addSlot(open, { label, factors: [recovery()] })).toThrow(
      expect.objectContaining({ code: 'AIRLOCK_USAGE' }),
    )
  },
)

test.each<[string, boolean, readonly Factor[]]>([
  ['one factor', false, [keyFile()]],
  ['two of one type', false, [keyFile('a'), keyFile('b')]],
  ['two of different types', true, [keyFile(), recovery()]],
  ['a lone recovery key', true, [recovery()]],
  ['two recovery keys', false, [recovery(), recovery()]],
])('where two factors are required, a slot with %s is taken: %s', async (_title, is, factors) => {
  const suite = await suiteOf('mfa')
  const cipher = 'xchacha20-poly1305'
  const strict = createVault(suite, { cipher, policy: { mfa: 'required' }, now: 1 })
  const loose = addSlot(createVault(suite, { cipher, policy: { mfa: 'optional' }, now: 1 }), {
    label: 'slot',
    factors,
  })
  if (is) {
    addSlot(strict, { label: 'slot', factors })
    const turned = setPolicy(loose, { mfa: 'required' })
    expect(parseVault(formatVault(turned.document)).policy.mfa).toBe('required')
  } else {
    expect(() => addSlot(strict, { label: 'slot', factors })).toThrow(POLICY)
    expect(() => setPolicy(loose, { mfa: 'required' })).toThrow(POLICY)
  }
})

test('a record that could not be read again is a bug of whoever made it', async () => {
  const open = vaultWith(await suiteOf('record'), {})
  const { key } = keyFile()
  const records = [
    { type: 'sms' },
    { type: 'key-file', Path: 'x' },
    { type: 'key-file', path: '\ud800' },
    { type: 'key-file', size: 1.5 },
    { type: 'passphrase' },
  ] as unknown as Factor['record'][]
  for (const record of records)
    expect(() => addSlot(open, { label: 'x', factors: [{ record, key }] })).toThrow(TypeError)
  const short = { record: keyFile().record, key: Buffer.alloc(31) }
  expect(() => addSlot(open, { label: 'x', factors: [short] })).toThrow(TypeError)
})
