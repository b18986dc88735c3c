import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  addSlot,
  createVault,
  createVaultFile,
  loadSuite,
  type OpenVault,
  openVault,
  readVaultFile,
  type Suite,
  setEntry,
  updateVaultFile,
  type VaultPlace,
} from '../../src/vault/index.ts'

const folder = mkdtempSync(join(tmpdir(), "airlock-vault '-"))
const worker = join(folder, 'worker.cjs')
const stress = join(folder, 'kdf-stress.cjs')
const kdfWorker = join(folder, 'kdf.cjs')
const root = join(import.meta.dirname, '../..')
const source = join(root, 'src/vault')
const KEY = Buffer.alloc(32, 7)
let place: VaultPlace
let suite: Suite
let vaultKey: Buffer
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Sets entries, each with the number of the update; `on` goes on until it is killed. */
const WORKER = `
import { loadSuite, setEntry, updateVaultFile } from './src/vault/index.ts'
const [, , place, key, name, word] = process.argv
const entry = (name) => ({ name, created: 1, rotated: 1, rotateAfterDays: 0, scopes: [], classification: 'internal', releases: [], kind: 'secret' })
const main = async () => {
  const suite = await loadSuite()
  const vaultKey = Buffer.from(key, 'hex')
  for (let round = 0; word === 'on' || round < 25; round += 1) {
    const change = (open) => setEntry(open, entry(word === 'on' ? name : name + '_' + round), Buffer.from(String(round)))
    const open = await updateVaultFile(JSON.parse(place), { suite, vaultKey, change })
    open.close()
    if (round === 0) console.log('begun')
  }
}
void main()
`

/** Derives with a worker in a process of its own, and tells what memory it keeps. */
const STRESS = `
import { deriveInWorker } from './src/vault/kdf.ts'
const main = async () => {
  const request = { password: Buffer.from('password'), salt: Buffer.alloc(16, 1), passes: 3 }
  const rss = () => process.memoryUsage.rss() / 1048576
  const before = rss()
  let most = 0
  const timer = setInterval(() => { most = Math.max(most, rss()) }, 5)
  const key = await deriveInWorker(process.argv[2], { ...request, memoryKiB: 262144 })
  clearInterval(timer)
  await new Promise((resolve) => setTimeout(resolve, 100))
  console.log(JSON.stringify({ key: key.toString('hex'), before, most, after: rss() }))
}
void main()
`

async function bundle(outfile: string, contents: string, resolveDir = root): Promise<void> {
  await build({
    stdin: { contents, resolveDir, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    supported: { 'dynamic-import': false },
  })
}

beforeAll(async () => {
  await bundle(worker, WORKER)
  await bundle(stress, STRESS)
  await bundle(kdfWorker, readFileSync(join(source, 'kdf-worker.ts'), 'utf8'), source)
  suite = await loadSuite()
})

beforeEach(async () => {
  const own = mkdtempSync(join(folder, 'vault-'))
  place = { directory: join(own, 'data'), state: join(own, 'state') }
  const factors = [{ record: { type: 'recovery', salt: 'x' } as const, key: KEY }]
  const empty = createVault(suite, {
    cipher: 'xchacha20-poly1305',
    policy: { mfa: 'optional' },
    now: Date.now(),
  })
  const open = addSlot(empty, { label: 'key', factors })
  vaultKey = Buffer.from(open.vaultKey)
  await createVaultFile(place, open)
})

const start = (name: string, word = ''): ChildProcess =>
  spawn(process.execPath, [worker, JSON.stringify(place), vaultKey.toString('hex'), name, word], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
const closed = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve) => child.once('close', resolve))
const vault = (): OpenVault => openVault(suite, readVaultFile(place), vaultKey)
const names = (): string[] =>
  vault()
    .entries()
    .map(({ name }) => name)

test('eight processes with twenty-five updates each lose nothing', {
  timeout: 60_000,
}, async () => {
  const workers = Array.from({ length: 8 }, (_, index) => start(`W${index}`))
  await Promise.all(workers.map(closed))
  expect(workers.map(({ exitCode }) => exitCode)).toEqual(workers.map(() => 0))
  expect(new Set(names()).size).toBe(200)
  // One for its making, one for each update.
  expect(vault().document.generation).toBe(201)
  expect(readdirSync(place.directory).toSorted()).toEqual(
    ['vault.json', ...[196, 197, 198, 199, 200].map((each) => `backup-${each}.json`)].toSorted(),
  )
})

test('a process killed at any moment leaves a vault that opens and can be written', {
  timeout: 120_000,
}, async () => {
  for (let round = 0; round < 30; round += 1) {
    const child = start(`K${round}`, 'on')
    await new Promise((resolve) => child.stdout?.once('data', resolve))
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 40))
    child.kill('SIGKILL')
    await closed(child)
    expect(names()).toHaveLength(round + 1)
    const after = await updateVaultFile(place, {
      suite,
      vaultKey,
      change: (open) => setEntry(open, { ...open.entries()[0]!, name: 'K0' }, Buffer.from('own')),
    })
    expect(after.read('K0').toString()).toBe('own')
  }
  const left = [place.directory, place.state]
    .flatMap((each) => readdirSync(each))
    .filter((name) => name.startsWith('.'))
  expect(left).toEqual([])
})

const isRoot = process.geteuid?.() === 0

test.each<[string, () => void]>([
  ['can be read by others', () => chmodSync(join(place.directory, 'vault.json'), 0o644)],
  ['can be written by the group', () => chmodSync(join(place.directory, 'vault.json'), 0o620)],
  [
    'is a symbolic link',
    () => {
      const path = join(place.directory, 'vault.json')
      renameSync(path, join(folder, 'elsewhere.json'))
      symlinkSync(join(folder, 'elsewhere.json'), path)
    },
  ],
  ['lies in a directory that others may enter', () => chmodSync(place.directory, 0o711)],
  [
    'has a record of what was seen that others may write',
    () => {
      chmodSync(join(place.state, 'seen.json'), 0o666)
    },
  ],
])('a vault that %s is refused, and the hint mends it', async (_title, loosen) => {
  loosen()
  const hint = refusal()
  execFileSync('sh', ['-c', hint])
  expect(vault().document.generation).toBe(1)
})

test('what belongs to somebody else is refused, with the command that takes it over', async () => {
  if (isRoot) {
    chownSync(join(place.directory, 'vault.json'), 65534, 65534)
    const hint = refusal()
    expect(hint).toMatch(/^sudo chown "\$\(id -u\)" /)
    execFileSync('sh', ['-c', hint.replace(/^sudo /, '')])
    expect(vault().document.generation).toBe(1)
  } else {
    place = { ...place, directory: '/etc' }
    expect(refusal()).toMatch(/^sudo chown /)
  }
})

test.each<[string, () => void]>([
  ['a directory', () => mkdirSync(join(place.directory, 'vault.json'), 0o700)],
  ['a pipe', () => execFileSync('mkfifo', ['-m', '600', join(place.directory, 'vault.json')])],
])('%s in the place of the vault is refused at once', (_title, plant) => {
  rmSync(join(place.directory, 'vault.json'))
  plant()
  execFileSync('sh', ['-c', refusal()])
  expect(existsSync(join(place.directory, 'vault.json'))).toBe(false)
})

/** The command that the refusal hints at. */
function refusal(): string {
  let error: unknown
  try {
    readVaultFile(place)
  } catch (caught) {
    error = caught
  }
  expect(error).toMatchObject({ code: 'AIRLOCK_VAULT_PERMISSIONS' })
  return (error as { hints: readonly string[] }).hints[0] ?? ''
}

const added = (open: OpenVault): OpenVault =>
  setEntry(
    open,
    {
      name: 'ONE',
      created: 1,
      rotated: 1,
      rotateAfterDays: 0,
      scopes: [],
      classification: 'public',
      releases: [],
      kind: 'secret',
    },
    Buffer.from('value'),
  )

test('writers leave nothing that others may read', async () => {
  const before = process.umask(0)
  try {
    await updateVaultFile(place, { suite, vaultKey, change: added })
  } finally {
    process.umask(before)
  }
  for (const directory of [place.directory, place.state]) {
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(directory))
      expect(statSync(join(directory, name)).mode & 0o777, name).toBe(0o600)
  }
})

test('what a killed writer left behind is swept by the next one', async () => {
  const stale = join(place.directory, '.vault.json.1-1')
  const seen = join(place.state, '.seen.json.1-1')
  writeFileSync(stale, 'half')
  writeFileSync(seen, 'half')
  copyFileSync(join(place.directory, 'vault.json'), join(place.directory, 'mine.json'))
  ;(await updateVaultFile(place, { suite, vaultKey, change: (open) => open })).close()
  expect([stale, seen].filter((path) => existsSync(path))).toEqual([])
  expect(existsSync(join(place.directory, 'mine.json'))).toBe(true)
})

test('a derivation in a worker gives its memory back', { timeout: 60_000 }, () => {
  const { key, before, most, after } = JSON.parse(
    execFileSync(process.execPath, [stress, kdfWorker], { encoding: 'utf8' }),
  ) as { key: string; before: number; most: number; after: number }
  // As another implementation, @noble/hashes, gives it.
  expect(key).toBe('1b19d405efef9ec580030fe00414e1a24b445f5041391ac5fc1b142b774e6f2d')
  expect(most).toBeGreaterThan(before + 200)
  expect(after).toBeLessThan(before + 64)
})
