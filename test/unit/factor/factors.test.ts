import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { partOf } from '../../../src/factor/device-secret.ts'
import {
  enrol,
  type FactorRecord,
  needs,
  newRecoveryKey,
  present,
  readRecoveryKey,
} from '../../../src/factor/index.ts'

const environment = {}

test('a printed recovery key opens what it was enrolled for, however it is typed', async () => {
  const { text, bytes } = newRecoveryKey()
  const { record, key } = await enrol('recovery', { key: bytes })
  expect(readRecoveryKey(text)).toEqual(bytes)
  expect(key).toHaveLength(32)
  expect(await present(record, { recovery: text.toLowerCase(), environment })).toEqual(key)
  expect(JSON.stringify(record)).not.toContain(bytes.toString('base64url'))
})

test('a recovery key with a mistake is refused, and another one gives other bytes', async () => {
  const { text, bytes } = newRecoveryKey()
  const { record, key } = await enrol('recovery', { key: bytes })
  const wrong = text.slice(0, -1) + (text.endsWith('7') ? '8' : '7')
  await expect(present(record, { recovery: wrong, environment })).rejects.toMatchObject({
    code: 'AIRLOCK_VAULT_FACTOR',
  })
  await expect(present(record, { environment })).rejects.toMatchObject({
    code: 'AIRLOCK_VAULT_FACTOR',
  })
  const other = await present(record, { recovery: newRecoveryKey().text, environment })
  expect(other).not.toEqual(key)
})

test('the answer of a security key becomes a key of its own', async () => {
  const output = Buffer.alloc(32, 7)
  const options = { credential: 'Y3JlZA', prfSalt: 'c2FsdA', output }
  const { record, key } = await enrol('webauthn-prf', options)
  expect(record).toMatchObject({ type: 'webauthn-prf', credential: 'Y3JlZA', prfSalt: 'c2FsdA' })
  expect(await present(record, { prf: output, environment })).toEqual(key)
  expect(await present(record, { prf: Buffer.alloc(32, 8), environment })).not.toEqual(key)
  expect((await enrol('webauthn-prf', options)).key).not.toEqual(key)
  for (const prf of [undefined, Buffer.alloc(0), Buffer.alloc(31), Buffer.alloc(33)])
    await expect(present(record, { environment, ...(prf && { prf }) })).rejects.toMatchObject({
      code: 'AIRLOCK_VAULT_FACTOR',
    })
  await expect(
    enrol('webauthn-prf', { ...options, output: Buffer.alloc(16) }),
  ).rejects.toMatchObject({ code: 'AIRLOCK_VAULT_FACTOR' })
})

test('the key is HKDF-SHA-256 with the salt of the record and the name of its type', async () => {
  const salt = Buffer.alloc(32, 1)
  const prf = Buffer.alloc(32, 2)
  const record: FactorRecord = {
    type: 'webauthn-prf',
    credential: 'AA',
    prfSalt: 'AA',
    salt: salt.toString('base64url'),
  }
  // RFC 5869, sections 2.2 and 2.3, written out: one block is enough for 32 bytes.
  const extracted = createHmac('sha256', salt).update(prf).digest()
  const expanded = createHmac('sha256', extracted)
    .update('mcp-airlock factor webauthn-prf\x01')
    .digest()
  expect(await present(record, { prf, environment })).toEqual(expanded)
})

test.each([undefined, '', 7, 'AA==', 'A', 'AB', 'A A', 'A+', 'AA\n'])(
  'a record with the salt %j is refused',
  async (salt) => {
    const record = { type: 'webauthn-prf', ...(salt !== undefined && { salt }) } as FactorRecord
    await expect(present(record, { prf: Buffer.alloc(32), environment })).rejects.toMatchObject({
      code: 'AIRLOCK_VAULT_INVALID',
    })
  },
)

test('what a person must give is read from the record', () => {
  expect(needs({ type: 'passphrase' })).toEqual(['passphrase'])
  expect(needs({ type: 'recovery' })).toEqual(['recovery'])
  expect(needs({ type: 'webauthn-prf' })).toEqual(['prf'])
  expect(needs({ type: 'pkcs11' })).toEqual(['pin'])
  expect(needs(sealed(0x52))).toEqual(['pin'])
  expect(needs(sealed(0x452))).toEqual([])
  expect(needs({ type: 'key-file' })).toEqual([])
  expect(needs({ type: 'keyring' })).toEqual([])
  expect(() => needs({ type: 'tpm2', public: 'AAAA' })).toThrow('no usable `public`')
})

test('a passphrase is not presented here', async () => {
  await expect(present({ type: 'passphrase' }, { environment })).rejects.toThrow(TypeError)
})

test('a helper program gets the variables that it needs and no others', () => {
  const variables = { HOME: '/h', TOKEN: 'x', HOMES: 'y', GONE: undefined }
  expect(partOf(variables, /^(?:HOME|GONE)$/)).toEqual({ HOME: '/h' })
})

/** A `public` part with these attributes, and nothing else of it. */
function sealed(attributes: number): FactorRecord {
  const part = Buffer.alloc(48)
  part.writeUInt32BE(attributes, 6)
  return { type: 'tpm2', public: part.toString('base64url') }
}
