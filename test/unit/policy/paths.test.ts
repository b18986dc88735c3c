import { expect, test } from 'vitest'
import { expandPaths, refusal } from '../../../src/policy/index.ts'

const context = {
  home: '/home/ann',
  protected: [
    '/home/ann/.config/mcp-airlock',
    '/home/ann/.local/share/mcp-airlock',
    '/usr/lib/node_modules/mcp-airlock',
  ],
}

function expand(
  read: readonly string[],
  variable: readonly string[] = [],
  more: { write?: string[]; protect?: string[] } = {},
) {
  return expandPaths(
    { read, write: more.write ?? [], protect: more.protect ?? [] },
    { ...context, variable },
  )
}

test.each([
  ['~/a', '/home/ann/a'],
  ['~//a/', '/home/ann/a'],
  ['~/./a/b/..', '/home/ann/a'],
  ['/srv/a', '/srv/a'],
  ['//srv//a//', '/srv/a'],
  ['/srv/x/../a/.', '/srv/a'],
  ['/../srv/a', '/srv/a'],
  ['/srv/...', '/srv/...'],
  ['/srv/-rf', '/srv/-rf'],
  ['/srv/ü b', '/srv/ü b'],
])('%s becomes %s', (written, expected) => {
  expect(expand([written]).read).toEqual([expected])
})

test('`${args}` is each further argument that is a path, once', () => {
  const variable = [
    '/srv/a',
    '--root=/srv/b',
    '~/c',
    'relative',
    './x',
    '~',
    '~bob/x',
    'file:///srv/d',
    '',
    '/srv/a/',
  ]
  expect(expand(['${args}'], variable).read).toEqual(['/srv/a', '/home/ann/c'])
  expect(expand([], variable).read).toEqual([])
  expect(expand([], variable, { write: ['${args}'] }).write).toEqual(['/srv/a', '/home/ann/c'])
})

test.each([
  ['/'],
  ['/etc'],
  ['~/'],
  ['/home/ann/../..'],
  ['~/.ssh/'],
  ['/srv/a\nb'],
  ['~/../ann'],
  ['/home/ann/x/../.aws'],
])('the further argument %j is refused', (argument) => {
  expect(() => expand(['${args}'], [argument])).toThrow(
    expect.objectContaining({ code: 'AIRLOCK_PATH_REFUSED' }),
  )
})

test('one directory cannot be read-only and writable, however it is written', () => {
  expect(() => expand(['~/a'], [], { write: ['/home/ann/b/../a'] })).toThrow('both')
})

test('protecting a path inside is never refused, since it takes away', () => {
  expect(expand([], [], { write: ['/srv/a'], protect: ['/srv/a/.git', '~/.ssh'] }).protect).toEqual(
    ['/srv/a/.git', '/home/ann/.ssh'],
  )
})

test.each([
  '/',
  '/home',
  '/home/ann',
  '/proc',
  '/proc/self',
  '/dev',
  '/dev/shm',
  '/sys',
  '/run',
  '/run/user/1000',
  '/boot',
  '/var',
  '/var/run',
  '/var/run/docker.sock',
  '/etc',
  '/etc/shadow',
  '/etc/ssh',
  '/etc/ssh/ssh_host_rsa_key',
  '/etc/ssl',
  '/etc/sudoers.d/x',
  '/tmp',
  '/mnt/c',
  '/home/ann/.ssh',
  '/home/ann/.ssh/id_rsa',
  '/home/ann/.aws',
  '/home/ann/.gnupg',
  '/home/ann/.netrc',
  '/home/ann/.config',
  '/home/ann/.config/mcp-airlock',
  '/home/ann/.config/mcp-airlock/profiles',
  '/home/ann/.local',
  '/home/ann/.local/share',
  '/home/ann/.local/share/mcp-airlock/store',
  '/usr/lib/node_modules/mcp-airlock/profiles',
  '/usr/lib',
  '/usr',
])('%s is neither shown nor writable', (path) => {
  expect(refusal(path, 'read', context)).toBeTypeOf('string')
  expect(refusal(path, 'write', context)).toBeTypeOf('string')
})

test.each([
  '/usr/share/dict',
  '/usr/local/share',
  '/etc/hosts',
  '/etc/ssl/certs',
  '/bin',
  '/opt/app',
  '/home/ann/.bashrc',
  '/home/ann/.claude.json',
  '/home/ann/.config/systemd',
  '/home/ann/.gitconfig',
])('%s may be shown and not written', (path) => {
  expect(refusal(path, 'read', context)).toBeUndefined()
  expect(refusal(path, 'write', context)).toBeTypeOf('string')
})

test.each([
  '/srv/a',
  '/home/ann/Documents',
  '/home/ann/.local/share/mcp-memory',
  '/home/ann/.config/notes',
  '/home/annabel',
  '/tmp/x',
  '/var/lib/notes',
  '/home/ann/.sshx',
  '/home/ann/.local/share/mcp-airlock2',
  '/etcetera',
  '/processes',
  '/mnt/data',
  '/mnt/c/Users/ann/notes',
])('%s may be written', (path) => {
  expect(refusal(path, 'write', context)).toBeUndefined()
})

test.each(['', 'a', './a', '/a/', '/a//b', '/a/../b', '/a/.', '~', '/a\nb', '//a'])(
  '%j is not a canonical path',
  (path) => {
    expect(refusal(path, 'read', context)).toContain('not an absolute path')
  },
)

test('a home directory that is not known or is the root opens nothing', () => {
  expect(refusal('/srv/a', 'read', { ...context, home: '' })).toContain('not known')
  expect(refusal('/.ssh', 'read', { ...context, home: '/' })).toContain('keys')
  expect(refusal('/srv/a', 'read', { ...context, home: '/' })).toBeUndefined()
})

test('whatever contains the home directory is refused, wherever that is', () => {
  const elsewhere = { home: '/data/users/ann', protected: [] }
  expect(refusal('/data', 'read', elsewhere)).toContain('home directory')
  expect(refusal('/data/users', 'read', elsewhere)).toContain('home directory')
  expect(refusal('/data/users/bob', 'read', elsewhere)).toBeUndefined()
})
