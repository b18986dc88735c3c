import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { linkFile, writeFileAtomically } from '../../../src/os/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'airlock-link-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the second name keeps the file when the first is given to another', () => {
  const [path, second] = [join(folder, 'a'), join(folder, 'b')]
  writeFileSync(second, 'in the way')
  writeFileSync(path, 'old')
  linkFile(path, second)
  expect(statSync(path).ino).toBe(statSync(second).ino)
  writeFileAtomically(path, 'new', { mode: 0o600 })
  expect(readFileSync(second, 'utf8')).toBe('old')
  expect(() => linkFile(join(folder, 'none'), second)).toThrow(/ENOENT/)
})
