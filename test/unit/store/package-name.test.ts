import { expect, test } from 'vitest'
import { parseExactPackage, parsePackageRequest } from '../../../src/store/index.ts'
import { directoryOf, packageOfDirectory } from '../../../src/store/package-name.ts'

test.each([
  ['express@4.18.2', { name: 'express', selector: '4.18.2', version: '4.18.2' }],
  ['@a/b-c.d_e@1.0.0-rc.1', { name: '@a/b-c.d_e', selector: '1.0.0-rc.1', version: '1.0.0-rc.1' }],
  ['express', { name: 'express', selector: 'latest' }],
  ['@a/b', { name: '@a/b', selector: 'latest' }],
  ['a@next', { name: 'a', selector: 'next' }],
  ['a@^1.2.3', { name: 'a', selector: '^1.2.3' }],
  ['a@~1.2', { name: 'a', selector: '~1.2' }],
  ['a@1', { name: 'a', selector: '1' }],
  ['a@1.x', { name: 'a', selector: '1.x' }],
  ['a@*', { name: 'a', selector: '*' }],
  ['a@>=1.2.0 <2', { name: 'a', selector: '>=1.2.0 <2' }],
  ['a@1.0.0 - 2.0.0', { name: 'a', selector: '1.0.0 - 2.0.0' }],
  ['a@^1 || ^2.0.0-beta.1', { name: 'a', selector: '^1 || ^2.0.0-beta.1' }],
  ['a@v1.0.0', { name: 'a', selector: 'v1.0.0' }],
])('%s is understood', (text, expected) => {
  expect(parsePackageRequest(text)).toEqual(expected)
})

test.each([
  '',
  '@',
  '@a',
  '@a/',
  '@/b@1.0.0',
  'a@',
  '-a@1.0.0',
  '--registry=x',
  '.a@1.0.0',
  '_a@1.0.0',
  '..@1.0.0',
  'a..b@1.0.0',
  '@a/..@1.0.0',
  '@../a@1.0.0',
  'a/b@1.0.0',
  '@a/b/c@1.0.0',
  'A@1.0.0',
  'a b@1.0.0',
  'a+b@1.0.0',
  'a\\b@1.0.0',
  'a%2fb@1.0.0',
  'ä@1.0.0',
  'a\n@1.0.0',
  'node_modules@1.0.0',
  '@a/favicon.ico@1.0.0',
  `${'a'.repeat(215)}@1.0.0`,
  'a@01.0.0 0x1',
  'a@1.0.0+build',
  'a@1.0.0\n',
  'a@1.0.0 --global',
  'a@--global',
  'a@file:.',
  'a@npm:b@1.0.0',
  'a@git+ssh://example.com/a.git',
  'a@github:a/b',
  'a@a/b',
  'a@https://example.com/a.tgz',
  'a@./b',
  'a@/b',
  'a@~/b',
  'a@b.tgz',
  'a@b.tar.gz',
  'a@workspace:*',
  'a@b@1.0.0',
  './a',
  '/a',
  'file:a',
  'https://example.com/a.tgz',
  'git@example.com:a/b.git',
  `a@^1${' || ^1'.repeat(40)}`,
])('%j is refused', (text) => {
  expect(() => parsePackageRequest(text)).toThrow(
    expect.objectContaining({ code: 'AIRLOCK_USAGE' }),
  )
})

test.each(['a', 'a@latest', 'a@^1.0.0', 'a@v1.0.0', 'a@1.0', 'a@01.0.0', 'a@1.0.0-01'])(
  'launching %s needs an exact version',
  (text) => {
    expect(() => parseExactPackage(text)).toThrow(
      expect.objectContaining({ code: 'AIRLOCK_USAGE' }),
    )
  },
)

test.each(['express@4.18.2', '@a/b@1.0.0-rc.1', '@a-b/c.d@0.0.0-x@'.slice(0, -1)])(
  'the directory of %s leads back to it',
  (text) => {
    const wanted = parseExactPackage(text)
    expect(directoryOf(wanted)).not.toContain('/')
    expect(packageOfDirectory(directoryOf(wanted))).toEqual(wanted)
  },
)

test.each(['.staging-1-x', 'a', 'a@latest', '@a+b+c@1.0.0', '..@1.0.0', '@1.0.0'])(
  'the directory %s holds no package',
  (name) => {
    expect(packageOfDirectory(name)).toBeUndefined()
  },
)
