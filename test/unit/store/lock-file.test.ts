import { expect, test } from 'vitest'
import { readLock } from '../../../src/store/lock-file.ts'

const INTEGRITY = `sha512-${'A'.repeat(86)}==`
const top = { version: '1.2.3', integrity: INTEGRITY }
const lock = (packages: object) =>
  JSON.stringify({ packages: { '': {}, 'node_modules/@a/b': top, ...packages } })

test('version, integrity and every package are read', () => {
  const inner = { version: '1.0.0', integrity: `sha1-x ${INTEGRITY}` }
  expect(readLock(lock({ 'node_modules/c/node_modules/d': inner }), '@a/b')).toEqual({
    version: '1.2.3',
    integrity: INTEGRITY,
    packages: { 'node_modules/@a/b': INTEGRITY, 'node_modules/c/node_modules/d': inner.integrity },
  })
})

test('a bundled package is covered by the archive that it came in', () => {
  const bundled = { version: '1.0.0', inBundle: true }
  expect(readLock(lock({ 'node_modules/@a/b/node_modules/c': bundled }), '@a/b')).toMatchObject({
    version: '1.2.3',
  })
})

test.each([
  ['no integrity', { 'node_modules/c': { version: '1.0.0' } }, /`node_modules\/c` has no SHA-512/],
  ['SHA-1 alone', { 'node_modules/c': { integrity: 'sha1-AAAA' } }, /has no SHA-512/],
  ['a short SHA-512', { 'node_modules/c': { integrity: 'sha512-AA==' } }, /has no SHA-512/],
  ['bundled in nothing', { 'node_modules/c': { inBundle: true } }, /has no SHA-512/],
  [
    'bundled in what is not there',
    { 'node_modules/x/node_modules/c': { inBundle: true } },
    /has no SHA-512/,
  ],
  ['a link', { 'node_modules/c': { link: true, resolved: '../c' } }, /is a link/],
  ['a directory', { '../c': { integrity: INTEGRITY } }, /is a link/],
  [
    'git',
    { 'node_modules/c': { ...top, resolved: 'git+ssh://x' } },
    /does not come from a registry/,
  ],
  [
    'a file',
    { 'node_modules/c': { ...top, resolved: 'file:c.tgz' } },
    /does not come from a registry/,
  ],
  ['another thing', { 'node_modules/c': 'x\u001b' }, /is a link/],
  ['no version', { 'node_modules/@a/b': { integrity: INTEGRITY } }, /did not install/],
])('it is refused for %s', (_what, packages, fault) => {
  expect(readLock(lock(packages), '@a/b')).toEqual({ fault: expect.stringMatching(fault) })
})

test.each(['', '[]', '{}', '{"packages":[]}', 'null'])('%j is no lock file', (text) => {
  expect(readLock(text, 'a')).toEqual({ fault: expect.stringContaining('no lock file') })
})
