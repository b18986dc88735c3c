import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { enrol, type FactorRecord, needs, present } from '../../src/factor/index.ts'
import { type Device, startTpm } from '../support/factor-devices.ts'
import { recordTools } from '../support/tool-recorder.ts'

const place = { directory: '', path: process.env['PATH'] ?? '', tmp: process.env['TMPDIR'] }
const tpms: { own?: Device; other?: Device } = {}
const own = () => ({ environment: tpms.own?.environment ?? {} })
const other = () => ({ environment: tpms.other?.environment ?? {} })
const PIN = 'pin-2000'

beforeAll(async () => {
  place.directory = mkdtempSync(join(tmpdir(), 'tpm2-'))
  tpms.own = await startTpm(join(place.directory, 'own'))
  tpms.other = await startTpm(join(place.directory, 'other'))
})
beforeEach(() => {
  process.env['PATH'] = place.path
  tool('tpm2_dictionarylockout', '--clear-lockout')
})
afterAll(async () => {
  await tpms.own?.stop()
  await tpms.other?.stop()
  if (place.tmp === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = place.tmp
  rmSync(place.directory, { recursive: true, force: true })
})

const ask = (record: FactorRecord, pin?: string, on = own()) =>
  present(record, { ...on, ...(pin !== undefined && { pin: Buffer.from(pin) }) })

test('the TPM opens what it sealed, without a PIN and with one', async () => {
  const silent = await enrol('tpm2', own())
  expect(needs(silent.record)).toEqual([])
  expect(await ask(silent.record)).toEqual(silent.key)
  const guarded = await enrol('tpm2', { ...own(), pin: Buffer.from(PIN) })
  expect(needs(guarded.record)).toEqual(['pin'])
  // fixedTPM, fixedParent and userWithAuth, and noDA for the silent one (TPM 2.0 Library part 2, TPMA_OBJECT).
  expect([attributesOf(guarded.record), attributesOf(silent.record)]).toEqual([0x52, 0x452])
  expect(await ask(guarded.record, PIN)).toEqual(guarded.key)
  expect(guarded.key).not.toEqual(silent.key)
  expect(guarded.key).toHaveLength(32)
})

test.each(['hex:00ff', 'file:/etc/passwd', 'a\nb', ' ', 'p'.repeat(500), 'ä😀', '-', '1\u00002'])(
  'every PIN will do: %j',
  async (pin) => {
    const { record, key } = await enrol('tpm2', { ...own(), pin: Buffer.from(pin) })
    expect(await ask(record, pin)).toEqual(key)
    await expect(ask(record, `${pin}x`)).rejects.toMatchObject({ code: 'AIRLOCK_VAULT_FACTOR' })
  },
)

test('it still opens it after a restart of the machine', async () => {
  const directory = join(place.directory, 'restarted')
  const before = await startTpm(directory)
  const { record, key } = await enrol('tpm2', { ...before, pin: Buffer.from(PIN) })
  await before.stop()
  const after = await startTpm(directory)
  try {
    expect(await ask(record, PIN, after)).toEqual(key)
  } finally {
    await after.stop()
  }
})

test('a wrong PIN is refused, and after a few the TPM locks itself against the right one', async () => {
  tool('tpm2_dictionarylockout', '--setup-parameters', '--max-tries=5', '--recovery-time=1000')
  const { record } = await enrol('tpm2', { ...own(), pin: Buffer.from(PIN) })
  const silent = await enrol('tpm2', own())
  for (let tries = 0; tries < 5; tries++)
    await expect(ask(record, `wrong ${tries}`)).rejects.toMatchObject({
      code: 'AIRLOCK_VAULT_FACTOR',
    })
  await expect(ask(record, PIN)).rejects.toMatchObject({
    code: 'AIRLOCK_VAULT_DELAYED',
    hints: expect.arrayContaining(['sudo tpm2_dictionarylockout --clear-lockout']),
  })
  // What needs no PIN is not held up by somebody's guesses.
  expect(await ask(silent.record)).toEqual(silent.key)
})

test('without the PIN nothing is tried', async () => {
  const { record, key } = await enrol('tpm2', { ...own(), pin: Buffer.from(PIN) })
  await expect(ask(record)).rejects.toMatchObject({ code: 'AIRLOCK_VAULT_FACTOR' })
  await expect(ask(record, '')).rejects.toMatchObject({ code: 'AIRLOCK_VAULT_FACTOR' })
  expect(tool('tpm2_getcap', 'properties-variable')).toMatch(/TPM2_PT_LOCKOUT_COUNTER: 0x0\b/)
  expect(await ask(record, PIN)).toEqual(key)
})

test('another TPM does not open it', async () => {
  const { record } = await enrol('tpm2', { ...own(), pin: Buffer.from(PIN) })
  await expect(ask(record, PIN, other())).rejects.toMatchObject({
    code: 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE',
    message: expect.stringContaining('another TPM'),
  })
})

test('a changed record does not open', async () => {
  const { record, key } = await enrol('tpm2', { ...own(), pin: Buffer.from(PIN) })
  for (const name of ['public', 'private'])
    for (const at of [2, 12, -1]) {
      const bytes = Buffer.from(record[name] as string, 'base64url')
      const index = at < 0 ? bytes.length + at : at
      bytes[index] = (bytes[index] as number) ^ 1
      const changed = { ...record, [name]: bytes.toString('base64url') }
      await expect(ask(changed, PIN)).rejects.toMatchObject({
        code: expect.stringMatching(/^AIRLOCK_VAULT_FACTOR/),
      })
    }
  // To say that no PIN is wanted does not help: the attributes are part of what the TPM checks.
  const bytes = Buffer.from(record['public'] as string, 'base64url')
  bytes.writeUInt32BE(bytes.readUInt32BE(6) | 0x400, 6)
  await expect(ask({ ...record, public: bytes.toString('base64url') })).rejects.toMatchObject({
    code: 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE',
  })
  expect(await ask(record, PIN)).toEqual(key)
})

test('neither PIN nor secret becomes an argument or lies on a disk, and nothing is left behind', async () => {
  const watched = join(place.directory, 'tmp')
  mkdirSync(watched)
  process.env['TMPDIR'] = watched
  const tools = ['createprimary', 'create', 'load', 'unseal', 'flushcontext']
  const seen = recordTools(
    join(place.directory, 'recorder'),
    tools.map((name) => `tpm2_${name}`),
    watched,
  )
  process.env['PATH'] = `${seen.path}:${place.path}`
  const { record, key } = await enrol('tpm2', { ...own(), pin: Buffer.from(PIN) })
  expect(await ask(record, PIN)).toEqual(key)
  const [secret] = seen.outputs('tpm2_unseal')
  expect(secret).toHaveLength(32)
  const passwords = seen.argv().filter((_word, index, all) => all[index - 1] === '-p')
  expect(passwords).toEqual(['file:-', 'file:-'])
  const hidden = [PIN, ...spellings(secret as Buffer), ...spellings(key)]
  for (const text of hidden) {
    expect(seen.argv().join('\n')).not.toContain(text)
    expect(JSON.stringify(record)).not.toContain(text)
    expect(seen.disk().includes(text)).toBe(false)
  }
  expect(seen.disk().includes(secret as Buffer)).toBe(false)
  // The recorder sees what lies there: the sealed parts do.
  expect(seen.disk().includes(Buffer.from(record['private'] as string, 'base64url'))).toBe(true)
  expect(readdirSync(watched)).toEqual([])
  expect(tool('tpm2_getcap', 'handles-transient').trim()).toBe('')
})

test('many calls in a row do not fill the TPM', async () => {
  const { record, key } = await enrol('tpm2', own())
  for (let call = 0; call < 6; call++) expect(await ask(record)).toEqual(key)
  // Nor does what others have left in it.
  for (let left = 0; left < 3; left++)
    tool('tpm2_createprimary', '-Q', '-c', join(place.directory, 'left'))
  expect(() => tool('tpm2_createprimary', '-Q', '-c', join(place.directory, 'left'))).toThrow(
    '0x902',
  )
  expect(await ask(record)).toEqual(key)
})

test('no TPM, and no tools: each says what to do', async () => {
  const nowhere = { environment: { TPM2TOOLS_TCTI: `swtpm:path=${place.directory}/none` } }
  const { record } = await enrol('tpm2', own())
  const unavailable = { code: 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE' }
  await expect(ask(record, undefined, nowhere)).rejects.toMatchObject({
    ...unavailable,
    hints: [expect.stringContaining('TPM2TOOLS_TCTI')],
  })
  process.env['PATH'] = place.directory
  await expect(ask(record)).rejects.toMatchObject({
    ...unavailable,
    hints: ['sudo apt-get install tpm2-tools'],
  })
})

function tool(file: string, ...args: readonly string[]): string {
  const env = { ...process.env, ...own().environment }
  return execFileSync(file, args, { env, stdio: 'pipe' }).toString()
}

const attributesOf = (record: FactorRecord) =>
  Buffer.from(record['public'] as string, 'base64url').readUInt32BE(6)

const spellings = (bytes: Buffer) =>
  (['base64', 'base64url', 'hex'] as const).map((name) => bytes.toString(name))
