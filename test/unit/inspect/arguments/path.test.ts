import { expect, test } from 'vitest'
import { argumentFault } from '../../../../src/inspect/arguments/fault.ts'
import { lexicalPath } from '../../../../src/inspect/arguments/path-readings.ts'
import type { ArgumentPorts } from '../../../../src/inspect/arguments/rule.ts'
import { means } from './ports.ts'

const rule = { kind: 'path', within: ['/allowed', '/too'] } as const
const ACCEPTED = 'must be an absolute path inside `/allowed` or `/too`'

/** What `/allowed` holds besides files: where each name leads. */
const LINKS: Readonly<Record<string, string>> = {
  '/allowed/link': '/secret',
  '/allowed/inner': '/too/place',
  '/allowed/cafe\u0301': '/secret',
  '/allowed/\u00e9①': '/secret',
  '/allowed/deep': '/too/a/b/c',
  '/allowed/a b': '/secret',
}

/** Follows the links above as a kernel would. */
const resolve: ArgumentPorts['resolve'] = (path) => {
  let real = ''
  for (const name of path.split('/')) {
    if (name === '..') real = real.slice(0, Math.max(real.lastIndexOf('/'), 0))
    else if (name !== '' && name !== '.') real = LINKS[`${real}/${name}`] ?? `${real}/${name}`
    if (name === 'loop') return { fault: 'cannot be followed' }
  }
  return { real: real || '/' }
}

const fault = (value: unknown, own: Partial<ArgumentPorts> = {}) =>
  argumentFault(rule, value, means({ resolve, ...own }))

test.each([
  '/allowed',
  '/allowed/',
  '/allowed/file',
  '/allowed/new/deep/file.txt',
  '/too/x',
  '/allowed/inner/x',
  '/allowed/../allowed/x',
  '/allowed//x/./y',
  '/allowed/100%',
  '/allowed/50%25.txt',
  '/allowed/a.b/..c/d...e',
  '/allowed/ name with spaces ',
  '/allowed/größe',
  '/allowed/日本語.txt',
  '/allowed/it\'s "quoted"',
])('%s is inside', (path) => {
  expect(fault(path)).toBeUndefined()
})

const OUTSIDE = 'it leads outside'
const CONTROLS = 'it holds control characters'
const RELATIVE = 'it is not absolute'
const ADDRESS = 'it is an address or names a drive'

test.each([
  ['elsewhere', '/etc/passwd', OUTSIDE],
  ['a longer name (CVE-2025-53110)', '/allowed-too/x', OUTSIDE],
  ['a longer name through a way up', '/allowed/../allowed-too/x', OUTSIDE],
  ['another case', '/Allowed/x', OUTSIDE],
  ['a link (CVE-2025-53109)', '/allowed/link', OUTSIDE],
  ['something behind a link', '/allowed/link/new', OUTSIDE],
  ['a way up', '/allowed/../etc/passwd', OUTSIDE],
  ['a way up that leads out for the kernel only', '/allowed/link/../x', OUTSIDE],
  ['a way up that leads out as text only', '/allowed/deep/../../x', OUTSIDE],
  ['a percent-encoded way up', '/allowed/%2e%2e/etc', OUTSIDE],
  ['one encoded twice', '/allowed/%252e%252e/etc', OUTSIDE],
  ['one encoded six times', '/allowed/%25252525252e%25252525252e/etc', OUTSIDE],
  ['an encoded slash', '/allowed/..%2fetc', OUTSIDE],
  ['an encoded NUL', '/allowed/x%00.txt', CONTROLS],
  ['backslashes', '/allowed/..\\..\\etc', OUTSIDE],
  ['a way up with a space', '/allowed/.. /etc', OUTSIDE],
  ['a name with dots at its end', '/allowed/link.', OUTSIDE],
  ['a name with a space at its end', '/allowed/link /x', OUTSIDE],
  ['a composed name of a decomposed link', '/allowed/caf\u00e9', OUTSIDE],
  ['a decomposed name', '/allowed/cafe\u0301', OUTSIDE],
  ['a decomposed name of a composed link', '/allowed/e\u0301①', OUTSIDE],
  ['a no-break space', '/allowed/a\u00a0b', OUTSIDE],
  ['full-width dots', '/allowed/．．/etc', OUTSIDE],
  ['one dot leader', '/allowed/․․/etc', OUTSIDE],
  ['a NUL', '/allowed/x\0', CONTROLS],
  ['a line break', '/allowed/x\n', CONTROLS],
  ['a lone surrogate', '/allowed/\ud800', CONTROLS],
  ['nothing', '', 'it is empty'],
  ['white space', '   ', RELATIVE],
  ['a relative path', 'allowed/x', RELATIVE],
  ['a relative path in quotes', '"allowed/x"', RELATIVE],
  ['a home directory', '~/x', 'write the home directory out'],
  ['a variable', '$HOME/x', 'it may begin with a variable: write `./` before it'],
  ['a file address', 'file:///allowed/x', ADDRESS],
  ['a drive', 'C:\\allowed', ADDRESS],
  ['a place that cannot be followed', '/allowed/loop', 'it cannot be followed'],
  ['a path that no call takes', `/allowed/${'x/'.repeat(2048)}`, 'it is too long'],
  [
    'a text with many readings',
    `/allowed/%${'25'.repeat(60)}41`,
    'it can be read in too many ways',
  ],
])('%s is refused', (_what, path, reason) => {
  expect(fault(path)).toBe(`${ACCEPTED}; ${reason}`)
})

test.each([null, 1, true, {}, { path: '/allowed' }, [['/allowed'], 1]])(
  '%j is no path',
  (value) => {
    expect(fault(value)).toBe('must be a string')
  },
)

test('each element of a list is looked at', () => {
  expect(fault([])).toBeUndefined()
  expect(fault(['/allowed/a', ['/too/b']])).toBeUndefined()
  expect(fault(['/allowed/a', ['/etc']])).toBe(`${ACCEPTED}; ${OUTSIDE}`)
})

test('relative paths begin where the server begins', () => {
  const base = '/allowed/work'
  const at = (path: string) => fault(path, { base })
  expect(at('x/y')).toBeUndefined()
  expect(at('../x')).toBeUndefined()
  expect(at('../../etc')).toBe(`must be a path inside \`/allowed\` or \`/too\`; ${OUTSIDE}`)
  expect(at(' /etc/passwd')).toContain(OUTSIDE)
  expect(at('"/etc/passwd"')).toContain(OUTSIDE)
  expect(at('~root/x')).toContain('home')
  expect(at('file:/etc')).toContain('address')
})

test('a root is where it leads', () => {
  const within = { kind: 'path', within: ['/allowed/inner', '/allowed/loop'] } as const
  const at = (path: string) => argumentFault(within, path, means({ resolve }))
  expect(at('/too/place/x')).toBeUndefined()
  expect(at('/allowed/inner/x')).toBeUndefined()
  expect(at('/too/x')).toContain(OUTSIDE)
})

test.each([
  ['/', undefined],
  ['/etc', undefined],
  ['etc', `must be an absolute path inside \`/\`; ${RELATIVE}`],
])('a root may be everything: %s', (path, reason) => {
  expect(argumentFault({ kind: 'path', within: ['/'] }, path, means())).toBe(reason)
})

const own = (path: string) => ({ source: path, target: path })

test.each([
  ['a place that both see', [own('/allowed')], '/allowed/x', undefined],
  [
    'a place that the server does not see',
    [own('/too')],
    '/allowed/x',
    'the server does not see this place',
  ],
  [
    'a place beside one that it sees',
    [own('/allowed/a')],
    '/allowed/ab',
    'the server does not see this place',
  ],
  [
    'a link to a place that both see',
    [own('/allowed'), own('/too')],
    '/allowed/inner/x',
    undefined,
  ],
  [
    'a link to a place that the server does not see',
    [own('/allowed')],
    '/allowed/inner/x',
    'it leads to a place that the server does not see',
  ],
  ['a place under another name', [{ source: '/allowed', target: '/data' }], '/data/x', undefined],
  [
    'the own name of a place that has another one inside',
    [{ source: '/allowed', target: '/data' }],
    '/allowed/x',
    'the server does not see this place',
  ],
  [
    'a name inside that leads out of the roots',
    [{ source: '/secret', target: '/allowed' }],
    '/allowed/x',
    OUTSIDE,
  ],
  [
    'the inner of two binds',
    [own('/allowed'), { source: '/secret', target: '/allowed/sub' }],
    '/allowed/sub/x',
    OUTSIDE,
  ],
  [
    'a link where the place has another name inside',
    [{ source: '/allowed', target: '/data' }, own('/allowed')],
    '/data/inner',
    'it leads to a place that the server does not see',
  ],
  ['everything', [own('/')], '/allowed/x', undefined],
  ['everything, moved', [{ source: '/allowed', target: '/' }], '/x', undefined],
])('the sandbox has its say about %s', (_what, binds, path, reason) => {
  expect(fault(path, { binds })).toBe(reason && `${ACCEPTED}; ${reason}`)
})

test.each([
  ['/', '/'],
  ['/a/./b//c/', '/a/b/c'],
  ['/../../a', '/a'],
  ['/a/b/../../..', '/'],
])('%s is %s as text', (path, expected) => {
  expect(lexicalPath(path)).toBe(expected)
})

test('a hostile text is judged in little time', () => {
  const start = performance.now()
  for (const text of [' '.repeat(4000), '. '.repeat(2000), '%2'.repeat(2000), '"'.repeat(4000)]) {
    expect(fault(`/x/${text}y`)).toContain('must be')
    expect(fault(`/x/y${text}`)).toContain('must be')
  }
  expect(performance.now() - start).toBeLessThan(500)
})
