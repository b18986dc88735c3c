import { mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isWithin, routeTo } from '../../../src/sandbox/route.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-route-')))
mkdirSync(join(root, 'real/deep'), { recursive: true })
symlinkSync('real', join(root, 'relative'))
symlinkSync(join(root, 'relative/deep'), join(root, 'absolute'))
symlinkSync('loop', join(root, 'loop'))

test('every link on the way is named, and the end has none', () => {
  expect(routeTo(join(root, 'absolute'))).toEqual({
    canonical: join(root, 'real/deep'),
    links: [
      { path: join(root, 'absolute'), target: join(root, 'relative/deep') },
      { path: join(root, 'relative'), target: 'real' },
    ],
  })
})

test('dots are resolved after the links before them, as the kernel does it', () => {
  expect(routeTo(`${root}/absolute/..`)?.canonical).toBe(join(root, 'real'))
})

test('a loop of links leads nowhere', () => {
  expect(routeTo(join(root, 'loop'))).toBeUndefined()
})

test.each([
  ['/a/b', '/a', true],
  ['/a', '/a', true],
  ['/ab', '/a', false],
  ['/a', '/a/b', false],
  ['/a', '/', true],
])('%s within %s is %s', (path, outer, expected) => {
  expect(isWithin(path, outer)).toBe(expected)
})
