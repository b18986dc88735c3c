import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { npmInstall } from '../../../src/store/npm-install.ts'
import { findNpm } from '../../../src/store/npm-location.ts'
import { npmSettings } from '../../../src/store/npm-settings.ts'

const home = mkdtempSync(join(tmpdir(), 'airlock-npm-'))
const node = join(home, 'prefix/bin/node')
afterAll(() => rmSync(home, { recursive: true, force: true }))

for (const name of ['prefix/bin', 'prefix/etc', 'prefix/lib/node_modules/npm/bin', 'shims'])
  mkdirSync(join(home, name), { recursive: true })
for (const name of ['ca.pem', 'own.pem', 'key.pem', 'extra.pem', 'prefix/etc/npmrc', 'shims/npm'])
  writeFileSync(join(home, name), '')
writeFileSync(join(home, 'prefix/lib/node_modules/npm/bin/npm-cli.js'), '')
writeFileSync(
  join(home, '.npmrc'),
  [
    'registry = https://npm.example.com/',
    '//npm.example.com/:_authToken=${NPM_TOKEN}',
    'cafile="${WHERE}/ca.pem"',
    '//npm.example.com/:certfile = ~/own.pem',
    '; cafile=/ignored',
    `//npm.example.com/:keyfile=${join(home, 'key.pem')}`,
  ].join('\n'),
)

test('what npm needs to reach its registry goes in, by the same paths', () => {
  const { environment, readable } = npmSettings(
    { NPM_TOKEN: 'secret', WHERE: home, NODE_EXTRA_CA_CERTS: join(home, 'extra.pem') },
    home,
    node,
  )
  expect(environment).toMatchObject({
    HOME: home,
    NPM_CONFIG_USERCONFIG: join(home, '.npmrc'),
    NPM_CONFIG_GLOBALCONFIG: join(home, 'prefix/etc/npmrc'),
    NPM_TOKEN: 'secret',
    WHERE: home,
  })
  for (const name of ['.npmrc', 'prefix/etc/npmrc', 'ca.pem', 'own.pem', 'key.pem', 'extra.pem'])
    expect(readable).toContain(join(home, name))
  expect(readable).toContain('/etc/resolv.conf')
})

test.each([
  ['npm_config_registry', true],
  ['NPM_CONFIG_STRICT_SSL', true],
  ['https_proxy', true],
  ['HTTPS_PROXY', true],
  ['NO_PROXY', true],
  ['NODE_EXTRA_CA_CERTS', true],
  ['npm_config_ignore_scripts', false],
  ['npm_config_script_shell', false],
  ['npm_config_prefix', false],
  ['npm_config_node_options', false],
  ['npm_package_name', false],
  ['NODE_OPTIONS', false],
  ['LD_PRELOAD', false],
  ['AWS_SECRET_ACCESS_KEY', false],
])('the variable %s is passed on: %s', (name, expected) => {
  const { environment } = npmSettings({ [name]: 'value' }, home, node)
  expect(environment[name] === 'value').toBe(expected)
})

test('another npmrc that the caller names replaces the usual one', () => {
  const other = join(home, 'prefix/etc/npmrc')
  const { environment } = npmSettings({ npm_config_userconfig: other }, home, node)
  expect(environment).toMatchObject({ NPM_CONFIG_USERCONFIG: other })
  expect(Object.keys(environment)).not.toContain('npm_config_userconfig')
})

test.each(['npm_config_//npm.example.com/:_authToken', 'npm_config_@a:registry'])(
  'a setting that no sandbox passes on is refused, not lost: %s',
  (name) => {
    expect(() => npmSettings({ [name]: 'x' }, home, node)).toThrow(/cannot be passed/)
  },
)

test('npm is found behind links, and the launcher of a version manager is not taken for it', () => {
  const script = join(home, 'prefix/lib/node_modules/npm/bin/npm-cli.js')
  const expected = { script, directories: [join(home, 'prefix/lib/node_modules/npm')] }
  expect(findNpm(node, join(home, 'shims'))).toEqual(expected)
  symlinkSync(script, join(home, 'prefix/bin/npm'))
  expect(findNpm(node, '')).toEqual(expected)
  expect(() => findNpm('/nowhere/bin/node', `${join(home, 'shims')}:relative`)).toThrow(
    /npm was found neither/,
  )
})

test('the installation writes in its staging directory alone and runs no script', () => {
  const request = npmInstall(
    'a@1.0.0',
    { project: '/s/project', staging: '/s' },
    { node, home, environment: { NPM_CONFIG_CACHE: '/elsewhere', PATH: '/usr/bin' } },
  )
  expect(request).toMatchObject({ writable: '/s', workingDirectory: '/s/project' })
  expect(request.environment).toMatchObject({
    NPM_CONFIG_CACHE: '/s/cache',
    PATH: join(home, 'prefix/bin'),
  })
  expect(request.command.slice(2)).toContain('--ignore-scripts')
  expect(request.command.slice(-2)).toEqual(['--', 'a@1.0.0'])
})
