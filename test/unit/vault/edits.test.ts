import { expect, test } from 'vitest'
import {
  changeEntry,
  type Entry,
  fingerprint,
  formatVault,
  isEntryName,
  type OpenVault,
  openVault,
  parseVault,
  removeEntry,
  rotateKey,
  setEntry,
  unlockSlot,
} from '../../../src/vault/index.ts'
import { entry, keyFile, suiteOf, vaultWith, withoutKeyTime } from './scene.ts'

const reread = ({ suite, document, vaultKey }: OpenVault): OpenVault =>
  openVault(suite, parseVault(formatVault(document)), vaultKey)
const valuesOf = (open: OpenVault): Record<string, string> =>
  Object.fromEntries(open.entries().map(({ name }) => [name, open.read(name).toString()]))

test('an edit makes a new vault and leaves the old one as it was', async () => {
  const before = vaultWith(await suiteOf('pure'), { ONE: '1', TWO: '2' })
  const text = formatVault(before.document)
  const after = removeEntry(
    setEntry(setEntry(before, entry('ONE'), Buffer.from('uno')), entry('THREE'), Buffer.from('3')),
    'TWO',
  )
  expect(valuesOf(reread(after))).toEqual({ ONE: 'uno', THREE: '3' })
  expect(formatVault(before.document).equals(text)).toBe(true)
  expect(valuesOf(before)).toEqual({ ONE: '1', TWO: '2' })
})

test('many edits before a save are one generation', async () => {
  const first = vaultWith(await suiteOf('generation'), { ONE: '1' })
  expect(first.document.generation).toBe(1)
  const saved = reread(first)
  const after = removeEntry(setEntry(saved, entry('TWO'), Buffer.from('2')), 'ONE')
  expect(after.document.generation).toBe(2)
  expect(reread(after).saved).toBe(2)
})

test('a new value has a new version, key and nonce', async () => {
  const before = vaultWith(await suiteOf('version'), { ONE: 'same' })
  const after = setEntry(before, entry('ONE'), Buffer.from('same'))
  const [[one], [two]] = [before.document.entries, after.document.entries]
  expect([one?.version, two?.version]).toEqual([1, 2])
  expect(two?.id).toBe(one?.id)
  expect(two?.value.data).not.toBe(one?.value.data)
  expect(two?.key.data).not.toBe(one?.key.data)
})

test('everything about an entry but its value can be changed, its name too', async () => {
  const before = vaultWith(await suiteOf('change'), { ONE: '1', TWO: '2' })
  const changes: Partial<Entry> = {
    name: 'db/ONE.x-y_z',
    scopes: ['*'],
    classification: 'public',
    rotateAfterDays: 0,
    rotateCommand: ['pass', 'show', 'ünï ☃'],
    releases: [{ profile: 'github', program: 'node' }],
    kind: 'totp',
  }
  const after = reread(changeEntry(before, 'ONE', (each) => ({ ...each, ...changes })))
  expect(after.entries()[0]).toEqual(entry('ONE', changes))
  expect(after.read('db/ONE.x-y_z').toString()).toBe('1')
  expect(after.document.entries).toEqual(before.document.entries)
  const cleared = changeEntry(after, 'TWO', ({ rotateCommand: _command, ...rest }) => rest)
  expect('rotateCommand' in (reread(cleared).entries()[1] ?? {})).toBe(false)
})

test('a name that is not there is missing, one that is there is taken', async () => {
  const open = vaultWith(await suiteOf('names'), { ONE: '1', TWO: '2' })
  const missing = expect.objectContaining({ code: 'AIRLOCK_VAULT_ENTRY_MISSING' })
  expect(() => open.read('one')).toThrow(missing)
  expect(() => removeEntry(open, 'THREE')).toThrow(missing)
  expect(() => changeEntry(open, '\u001b[31m', (each) => each)).toThrow(missing)
  expect(() => changeEntry(open, 'ONE', (each) => ({ ...each, name: 'TWO' }))).toThrow(
    expect.objectContaining({ code: 'AIRLOCK_VAULT_EXISTS' }),
  )
})

test.each<[string, Record<string, unknown>]>([
  ['an empty name', { name: '' }],
  ['a name that looks like a flag', { name: '-x' }],
  ['a name with a brace', { name: 'a}' }],
  ['a name of 129 letters', { name: 'a'.repeat(129) }],
  ['a time before 1970', { created: -1 }],
  ['days that are no number', { rotateAfterDays: Number.NaN }],
  ['a scope that is empty', { scopes: [''] }],
  ['a text without UTF-8', { scopes: ['\ud800'] }],
  ['an empty command', { rotateCommand: [] }],
  ['a member that nobody knows', { owner: 'me' }],
  ['a kind that nobody knows', { kind: 'key' }],
])('an entry with %s is not kept, and not repeated', async (_title, changes) => {
  const open = vaultWith(await suiteOf('bad'), { ONE: '1' })
  const usage = expect.objectContaining({ code: 'AIRLOCK_USAGE' })
  const bad = { ...entry('ONE'), ...changes } as Entry
  expect(() => setEntry(open, bad, Buffer.from('secret'))).toThrow(usage)
  expect(() => changeEntry(open, 'ONE', () => bad)).toThrow(usage)
})

test('a value has a bound, and any bytes below it come back', async () => {
  const open = vaultWith(await suiteOf('sizes'), {})
  const policy = expect.objectContaining({ code: 'AIRLOCK_VAULT_POLICY' })
  expect(() => setEntry(open, entry('ONE'), Buffer.alloc(65_537))).toThrow(policy)
  for (const size of [0, 1, 63, 64, 65, 127, 128, 65_536]) {
    for (const byte of [0, 0x80, 0xff]) {
      const value = Buffer.alloc(size, byte)
      expect(
        reread(setEntry(open, entry('ONE'), value))
          .read('ONE')
          .equals(value),
      ).toBe(true)
    }
  }
})

test('the length of a value shows in steps of 64 bytes', async () => {
  const suite = await suiteOf('lengths')
  const lengthOf = (value: string): number =>
    vaultWith(suite, { A: value }).document.entries[0]?.value.data.length ?? 0
  expect(lengthOf('')).toBe(lengthOf('x'.repeat(63)))
  expect(lengthOf('x'.repeat(64))).toBe(lengthOf('x'.repeat(127)))
})

test('a rotated vault has a new key for everything, and its slots open it without their factors', async () => {
  const suite = await suiteOf('rotate')
  const before = vaultWith(suite, { ONE: '1', TWO: '2' })
  const after = rotateKey(before, 9)
  expect(after.vaultKey.equals(before.vaultKey)).toBe(false)
  const document = parseVault(formatVault(after.document))
  const vaultKey = unlockSlot(suite, document, document.slots[0]?.id ?? '', [keyFile().key])
  expect(vaultKey.equals(after.vaultKey)).toBe(true)
  expect(valuesOf(openVault(suite, document, vaultKey))).toEqual({ ONE: '1', TWO: '2' })
  expect(() => openVault(suite, document, before.vaultKey)).toThrow(
    expect.objectContaining({ code: 'AIRLOCK_VAULT_TAMPERED' }),
  )
  expect(after.document.entries.map(({ value }) => value)).toEqual(
    before.document.entries.map(({ value }) => value),
  )
})

test('the time of the key is kept by edits, replaced with the key, and unknown in older vaults', async () => {
  const suite = await suiteOf('key time')
  const made = vaultWith(suite, { ONE: '1' })
  expect(made.document.keyCreated).toBe(5)
  const edited = reread(setEntry(made, entry('ONE'), Buffer.from('2')))
  expect(edited.document.keyCreated).toBe(5)
  expect(reread(rotateKey(edited, 77)).document).toMatchObject({ created: 5, keyCreated: 77 })
  const older = withoutKeyTime(made)
  expect(reread(older).document).not.toHaveProperty('keyCreated')
  expect(valuesOf(reread(older))).toEqual({ ONE: '1' })
  expect(reread(rotateKey(older, 78)).document).toHaveProperty('keyCreated', 78)
})

test('a closed vault is used by nobody, nor are those that share its key', async () => {
  const suite = await suiteOf('close')
  const open = vaultWith(suite, { ONE: '1' })
  const edited = removeEntry(open, 'ONE')
  const rotated = rotateKey(open, 9)
  const again = openVault(suite, open.document, open.vaultKey)
  open.close()
  expect(open.vaultKey.every((byte) => byte === 0)).toBe(true)
  for (const use of [
    () => open.read('ONE'),
    () => setEntry(edited, entry('TWO'), Buffer.alloc(1)),
    () => rotateKey(open, 9),
    () => fingerprint(open, Buffer.alloc(1)),
  ])
    expect(use).toThrow(TypeError)
  expect(again.read('ONE').toString()).toBe('1')
  expect(rotated.read('ONE').toString()).toBe('1')
})

test('a fingerprint is the same for the same value and vault key, and for nothing else', async () => {
  const suite = await suiteOf('fingerprint')
  const open = vaultWith(suite, {})
  const value = Buffer.from('ghp_value')
  expect(fingerprint(open, value)).toBe(fingerprint(reread(open), value))
  expect(fingerprint(open, value)).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(fingerprint(open, Buffer.from('ghp_valuf'))).not.toBe(fingerprint(open, value))
  expect(fingerprint(vaultWith(suite, {}), value)).not.toBe(fingerprint(open, value))
  expect(fingerprint(rotateKey(open, 9), value)).not.toBe(fingerprint(open, value))
})

test.each([
  ['GITHUB_TOKEN', true],
  ['a/b-c.d', true],
  ['1', true],
  ['', false],
  ['.a', false],
  ['/a', false],
  ['a b', false],
  ['a}', false],
  ['a\n', false],
  ['ä', false],
])('%j is a name: %s', (name, is) => {
  expect(isEntryName(name)).toBe(is)
})
