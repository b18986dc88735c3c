import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { enrol, type FactorRecord, present } from '../../src/factor/index.ts'
import { makeToken, SOFTHSM } from '../support/factor-devices.ts'
import { recordTools } from '../support/tool-recorder.ts'

const PIN = 'pin-4711-\u00e4'
const LABEL = 'airlock test'
const pin = () => Buffer.from(PIN)
const place = { directory: '', path: process.env['PATH'] ?? '', tmp: process.env['TMPDIR'] }
const on = { environment: {} as Readonly<Record<string, string>> }

beforeAll(() => {
  place.directory = mkdtempSync(join(tmpdir(), 'pkcs11-'))
  on.environment = makeToken(join(place.directory, 'one'), { label: LABEL, pin: PIN })
})
beforeEach(() => {
  process.env['PATH'] = place.path
})
afterAll(() => {
  if (place.tmp === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = place.tmp
  rmSync(place.directory, { recursive: true, force: true })
})

const make = (
  more: { readonly module?: string; readonly token?: string; readonly pin?: Buffer } = {},
) =>
  enrol('pkcs11', {
    module: SOFTHSM,
    token: LABEL,
    pin: pin(),
    environment: on.environment,
    ...more,
  })

test('the token opens what it was enrolled for, and two slots of one token differ', async () => {
  const one = await make()
  const two = await make()
  expect(one.key).toHaveLength(32)
  expect(await open(one.record)).toEqual(one.key)
  expect(await open(two.record)).toEqual(two.key)
  expect(one.key).not.toEqual(two.key)
  // Each blob belongs to its own key: the tool must not take the first key that it finds.
  const crossed = { ...one.record, label: two.record['label'] as string }
  const opened = await open(crossed).catch((error: { code: string }) => error.code)
  expect(opened).toEqual('AIRLOCK_VAULT_FACTOR')
})

test('the key on the token is sensitive, and never comes out', async () => {
  const { record } = await make()
  const id = Buffer.from(record['label'] as string).toString('hex')
  expect(tool('-O', '--id', id)).toMatch(/Access:.*always sensitive, never extractable/)
  expect(() => tool('--read-object', '--type', 'secrkey', '--id', id)).toThrow('SENSITIVE')
})

test.each([
  ['does not encrypt', '*--encrypt*) exit 1'],
  [
    'would let its key out',
    `*--keygen*) "$REAL" "$@" | sed 's/never extractable/extractable/'; exit`,
  ],
])('a token that %s keeps no key of an enrolment that failed', async (_what, way) => {
  const before = tool('-O')
  await expect(behind(way)).rejects.toMatchObject({
    code: 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE',
    hints: expect.not.arrayContaining([expect.stringContaining('remove it')]),
  })
  expect(tool('-O')).toBe(before)
})

test('a key that stays although the enrolment failed is named, with the command that removes it', async () => {
  const before = tool('-O')
  const said = await behind('*--encrypt*|*--delete-object*) exit 1').catch(
    (error: { hints: readonly string[] }) => error.hints.join('\n'),
  )
  const [, command = ''] = /remove it: (pkcs11-tool .*)$/m.exec(String(said)) ?? []
  expect(tool('-O')).not.toBe(before)
  const env = { ...process.env, ...on.environment, PATH: place.path }
  execFileSync('sh', ['-c', `${command} --pin '${PIN}'`], { env })
  expect(tool('-O')).toBe(before)
})

/** Enrols with a `pkcs11-tool` that does something else for some arguments. */
async function behind(way: string): Promise<unknown> {
  const folder = mkdtempSync(join(place.directory, 'tools-'))
  const real = execFileSync('which', ['pkcs11-tool'], { encoding: 'utf8' }).trim()
  const script = `#!/bin/sh\nREAL=${real}\ncase "$*" in ${way};; esac\nexec "$REAL" "$@"\n`
  writeFileSync(join(folder, 'pkcs11-tool'), script, { mode: 0o755 })
  process.env['PATH'] = `${folder}:${place.path}`
  try {
    return await make()
  } finally {
    process.env['PATH'] = place.path
  }
}

test('neither PIN nor secret becomes an argument or lies on a disk', async () => {
  const watched = join(place.directory, 'tmp')
  mkdirSync(watched, { recursive: true })
  process.env['TMPDIR'] = watched
  const seen = recordTools(join(place.directory, 'recorder'), ['pkcs11-tool'], watched)
  process.env['PATH'] = `${seen.path}:${place.path}`
  const { record, key } = await make()
  expect(await present(record, { pin: pin(), environment: on.environment })).toEqual(key)
  const secret = seen.outputs('pkcs11-tool').find((output) => output.length === 32)
  expect(secret).toBeDefined()
  expect(seen.argv().filter((word) => word === 'pkcs11-tool')).toHaveLength(3)
  for (const hidden of [PIN, ...spellings(secret as Buffer), ...spellings(key)]) {
    expect(seen.argv().join('\n')).not.toContain(hidden)
    expect(JSON.stringify(record)).not.toContain(hidden)
  }
  expect(seen.disk().includes(secret as Buffer)).toBe(false)
  expect(readdirSync(watched)).toEqual([])
})

test.each([
  ['a wrong PIN', { pin: Buffer.from('0000') }, 'AIRLOCK_VAULT_FACTOR', 'try again'],
  ['a PIN that no token takes', { pin: Buffer.from('1') }, 'AIRLOCK_VAULT_FACTOR', 'try again'],
  ['an empty PIN', { pin: Buffer.alloc(0) }, 'AIRLOCK_VAULT_FACTOR', 'PIN'],
  ['a PIN with a NUL', { pin: Buffer.from('12\x0034') }, 'AIRLOCK_VAULT_FACTOR', 'PIN'],
  ['no such token', { token: 'other' }, 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE', 'pkcs11-tool -T'],
  ['no such module', { module: '/none.so' }, 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE', 'softhsm2'],
  ['a relative module', { module: 'x.so' }, 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE', 'softhsm2'],
  ['no module at all', { module: '/etc/passwd' }, 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE', 'softhsm2'],
])('refused: %s', async (_name, more, code, hint) => {
  await expect(make(more)).rejects.toMatchObject({
    code,
    hints: expect.arrayContaining([expect.stringContaining(hint)]),
  })
})

test('a wrong PIN, a missing one and a changed blob do not open a slot', async () => {
  const { record, key } = await make()
  const ask = (more: object, wrong?: Buffer) =>
    present(
      { ...record, ...more },
      {
        environment: on.environment,
        ...(wrong && { pin: wrong }),
      },
    )
  const refused = { code: 'AIRLOCK_VAULT_FACTOR' }
  await expect(ask({}, Buffer.from('9999'))).rejects.toMatchObject(refused)
  await expect(ask({})).rejects.toMatchObject(refused)
  const blob = Buffer.from(record['blob'] as string, 'base64url')
  for (const at of [16, 40, blob.length - 1]) {
    const bent = Buffer.from(blob)
    bent[at] = (bent[at] as number) ^ 1
    const opened = await ask({ blob: bent.toString('base64url') }, pin()).catch(
      (error: { code: string }) => error.code,
    )
    if (typeof opened === 'string') expect(opened).toBe('AIRLOCK_VAULT_FACTOR')
    else expect(opened).not.toEqual(key)
  }
  for (const bad of [blob.subarray(0, 63), blob.subarray(0, 16), Buffer.concat([blob, blob])])
    await expect(ask({ blob: bad.toString('base64url') }, pin())).rejects.toMatchObject({
      code: 'AIRLOCK_VAULT_INVALID',
    })
})

test('another token of the same name does not open a slot', async () => {
  const { record } = await make()
  const environment = makeToken(join(place.directory, 'two'), { label: LABEL, pin: PIN })
  await expect(present(record, { pin: pin(), environment })).rejects.toMatchObject({
    code: 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE',
  })
})

test('a module that others could have written is not loaded', async () => {
  const module = join(place.directory, 'module.so')
  copyFileSync(SOFTHSM, module)
  chmodSync(module, 0o757)
  await expect(make({ module })).rejects.toMatchObject({
    code: 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE',
    hints: [expect.stringContaining('chmod go-w')],
  })
  chmodSync(module, 0o755)
  expect((await make({ module })).key).toHaveLength(32)
})

test('without the program the hint says what to install', async () => {
  const { record } = await make()
  process.env['PATH'] = place.directory
  await expect(present(record, { pin: pin(), environment: on.environment })).rejects.toMatchObject({
    code: 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE',
    hints: expect.arrayContaining(['sudo apt-get install opensc']),
  })
})

const open = (record: FactorRecord) => present(record, { pin: pin(), environment: on.environment })

function tool(...args: readonly string[]): string {
  const login = ['--module', SOFTHSM, '--token-label', LABEL, '--login', '--pin', PIN]
  const env = { ...process.env, ...on.environment }
  return execFileSync('pkcs11-tool', [...login, ...args], { env, stdio: 'pipe' }).toString()
}

const spellings = (bytes: Buffer) =>
  (['base64', 'base64url', 'hex', 'latin1'] as const).map((name) => bytes.toString(name))
