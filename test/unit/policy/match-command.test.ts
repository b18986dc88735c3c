import { expect, test } from 'vitest'
import { AirlockError } from '../../../src/base/index.ts'
import { matchCommand } from '../../../src/policy/index.ts'

const npx = { name: 'fs', command: ['npx', '-y', '@a/fs@1.2.3', '--safe', '...'] } as const
const closed = { name: 'closed', command: ['node', '/srv/a.js'] } as const
const open = { name: 'open', command: ['/opt/go', 'serve', '...'] } as const

const npxArgv = (...rest: string[]) => ({
  argv: ['npx', '-y', '@a/fs@1.2.3', '--safe', ...rest],
  variable: rest,
  npx: { name: '@a/fs', version: '1.2.3' },
})

test.each([
  [['npx', '-y', '@a/fs@1.2.3', '--safe', '/x']],
  [['npx', '-y', '@a/fs', '--safe', '/x']],
  [['npx', '--yes', '@a/fs', '--safe', '/x']],
  [['npx', '@a/fs', '--safe', '/x']],
  [['/usr/local/bin/npx', '-y', '@a/fs', '--safe', '/x']],
  [['/npx', '-y', '@a/fs', '--safe', '/x']],
  [['npx.cmd', '-y', '@a/fs', '--safe', '/x']],
])('%j is the pinned package with one further argument', (given) => {
  expect(matchCommand(npx, given)).toEqual(npxArgv('/x'))
})

test('without a given command the own one runs, without further arguments', () => {
  expect(matchCommand(npx, undefined)).toEqual(npxArgv())
  expect(matchCommand(closed, undefined)).toEqual({ argv: ['node', '/srv/a.js'], variable: [] })
})

test('further arguments are anything, in their order', () => {
  const rest = ['', '-y', '...', 'ü', '/a', '/a']
  expect(matchCommand(open, ['/opt/go', 'serve', ...rest])).toEqual({
    argv: ['/opt/go', 'serve', ...rest],
    variable: rest,
  })
})

test.each([
  [
    'another program',
    closed,
    ['python3', '/srv/a.js'],
    'element 1 of the command is `python3`, the profile `closed` expects `node`',
  ],
  ['a path instead of a name', closed, ['/usr/bin/node', '/srv/a.js'], 'element 1'],
  ['another argument', closed, ['node', '/srv/b.js'], 'element 2 of the command is `/srv/b.js`'],
  [
    'one too many',
    closed,
    ['node', '/srv/a.js', '-e'],
    'element 3 of the command is `-e`, the profile `closed` expects nothing more',
  ],
  ['one too few', closed, ['node'], 'element 2 of the command is missing'],
  ['nothing', closed, [], 'element 1 of the command is missing'],
  ['a longer name', open, ['/opt/go2', 'serve'], 'element 1'],
  ['the marker itself', open, ['...'], 'element 1'],
  [
    'another version',
    npx,
    ['npx', '-y', '@a/fs@1.2.4', '--safe'],
    'element 3 of the command is `@a/fs@1.2.4`, the profile `fs` expects `@a/fs@1.2.3`',
  ],
  ['a tag', npx, ['npx', '@a/fs@latest', '--safe'], 'element 2'],
  ['an alias', npx, ['npx', '-y', '@a/fs@npm:evil@1.2.3', '--safe'], 'element 3'],
  ['another package', npx, ['npx', '-y', '@b/fs', '--safe'], 'element 3'],
  ['another case', npx, ['npx', '-y', '@A/fs', '--safe'], 'element 2'],
  ['a package option', npx, ['npx', '-p', '@a/fs', 'evil'], 'element 2 of the command is `-p`'],
  ['a registry option', npx, ['npx', '-y', '--registry=http://x', '@a/fs'], 'element 2'],
  ['two options', npx, ['npx', '-y', '-y', '@a/fs', '--safe'], 'element 2'],
  [
    'a fixed argument that is gone',
    npx,
    ['npx', '-y', '@a/fs'],
    'element 4 of the command is missing, the profile `fs` expects `--safe`',
  ],
  [
    'a fixed argument that differs',
    npx,
    ['npx', '@a/fs', '--unsafe'],
    'element 3 of the command is `--unsafe`',
  ],
  ['node for npx', npx, ['node', 'x'], 'expects `npx`'],
  ['a relative npx', npx, ['./npx', '-y', '@a/fs', '--safe'], 'expects `npx`'],
  ['a name that ends like npx', npx, ['/bin/evilnpx', '-y', '@a/fs', '--safe'], 'expects `npx`'],
  ['a name that begins like npx', npx, ['npx2', '-y', '@a/fs', '--safe'], 'expects `npx`'],
  ['a newline', open, ['/opt/go', 'serve', 'a\nb'], 'element 3 of the command is `a\\x0ab`'],
  ['a NUL', open, ['/opt/go', 'serve', 'a\0b'], 'element 3'],
  ['an escape', open, ['/opt/go', 'serve', '\u001b]0;x'], 'is `\\x1b]0;x`'],
  ['a C1 control', open, ['/opt/go', 'serve', '\u009b1m'], 'element 3'],
  ['a lone surrogate', open, ['/opt/go', 'serve', '\udc00'], 'element 3'],
])('%s is a mismatch that names the element', (_name, profile, given, expected) => {
  const run = () => matchCommand(profile, given)
  expect(run).toThrow(AirlockError)
  expect(run).toThrow(expected)
  expect(run).toThrow(expect.objectContaining({ code: 'AIRLOCK_COMMAND_MISMATCH' }))
})
