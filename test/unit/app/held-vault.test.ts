import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { HeldVault } from '../../../src/app/held-vault.ts'
import { enrol, newRecoveryKey } from '../../../src/factor/index.ts'
import { exclusively } from '../../../src/os/index.ts'
import {
  addSlot,
  createVault,
  createVaultFile,
  type Entry,
  loadSuite,
  MOST_RELEASES,
  setEntry,
  updateVaultFile,
} from '../../../src/vault/index.ts'

const undo: (() => void)[] = []
afterEach(() => {
  for (const one of undo.splice(0)) one()
})

const entry = (name: string, releases: Entry['releases'] = []): Entry => ({
  name,
  created: 1,
  rotated: 1,
  rotateAfterDays: 0,
  scopes: ['p'],
  classification: 'internal',
  releases,
  kind: 'secret',
})

async function held(releases: Entry['releases'] = []) {
  const base = mkdtempSync(join(tmpdir(), 'airlock-held-'))
  undo.push(() => rmSync(base, { recursive: true }))
  const place = { directory: join(base, 'vault'), state: join(base, 'state') }
  const suite = await loadSuite()
  const empty = createVault(suite, {
    cipher: 'xchacha20-poly1305',
    policy: { mfa: 'optional' },
    now: 1,
  })
  const factor = await enrol('recovery', { key: newRecoveryKey().bytes })
  const slotted = addSlot(empty, { label: 'r', factors: [factor] })
  const open = setEntry(slotted, entry('A', releases), Buffer.from('a value'))
  const key = Buffer.from(open.vaultKey)
  await createVaultFile(place, open)
  const vault = new HeldVault(place, suite)
  await vault.open(Buffer.from(key))
  return { place, suite, key, vault }
}

/** Somebody waits until another lets go. */
function gate() {
  const held = new AbortController()
  return { opened: once(held.signal, 'abort'), letGo: () => held.abort() }
}

const RELEASE = { profile: 'p', program: 'x' }
const releasesOf = (vault: HeldVault) => vault.entries()[0]?.releases

test('an approval that waits for another change is written behind it, whoever asks meanwhile', async () => {
  const { place, suite, key, vault } = await held()
  const { opened, letGo } = gate()
  const changed = updateVaultFile(place, {
    suite,
    vaultKey: key,
    change: async (open) => {
      await opened
      return setEntry(open, entry('B'), Buffer.from('another'))
    },
  })
  await new Promise((resolve) => setTimeout(resolve, 50))
  const approved = vault.approve(['A'], RELEASE)
  letGo()
  await changed
  expect(vault.entries()).toHaveLength(2)
  await approved
  expect(releasesOf(vault)).toEqual([RELEASE])
})

test('a lock while an approval waits is no sign that somebody changed the vault', async () => {
  const { place, key, vault } = await held()
  const { opened, letGo } = gate()
  const other = exclusively(place.directory, 1000, () => opened)
  await new Promise((resolve) => setTimeout(resolve, 20))
  const approved = vault.approve(['A'], RELEASE)
  vault.lock()
  letGo()
  await other
  await approved
  await vault.open(Buffer.from(key))
  expect(releasesOf(vault)).toEqual([RELEASE])
})

test('an entry that has as many approvals as it can keep forgets the oldest, and keeps none twice', async () => {
  const all = Array.from({ length: MOST_RELEASES }, (_, at) => ({
    profile: at === 0 ? 'other' : 'p',
    program: String(at),
  }))
  const { vault } = await held(all)
  for (let time = 0; time < 2; time += 1) {
    await vault.approve(['A'], RELEASE)
    expect(releasesOf(vault)).toEqual([all[0], ...all.slice(2), RELEASE])
  }
})
