import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { identityOf } from '../../../src/app/secrets.ts'

test('a program is its bytes, a package what was installed, and a command that holds its code itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'airlock-identity-'))
  const file = join(folder, 'server')
  try {
    writeFileSync(file, 'one')
    const one = await identityOf({ name: file, sha256: undefined, file })
    expect(one).toMatch(/^[0-9a-f]{64}$/)
    writeFileSync(file, 'two')
    expect(await identityOf({ name: file, sha256: undefined, file })).not.toBe(one)
  } finally {
    rmSync(folder, { recursive: true })
  }
  expect(await identityOf({ name: 'a@1.0.0', sha256: 'ab', file: undefined })).toBe('ab')
  expect(await identityOf({ name: 'node -e 1', sha256: undefined, file: undefined })).toBe(
    'node -e 1',
  )
})

test('a program that cannot be read is never taken for another by its name', async () => {
  const file = '/nowhere/server'
  await expect(identityOf({ name: file, sha256: undefined, file })).rejects.toMatchObject({
    code: 'AIRLOCK_VAULT_UNAPPROVED',
  })
})
