import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { packageParts } from '../../../src/sandbox/node-package.ts'
import type { Parts } from '../../../src/sandbox/parts.ts'
import { pythonParts } from '../../../src/sandbox/python-home.ts'

/** How much of the host a server's own files make be shown: what belongs to it, whatever those files are called. */

const root = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-root-')))
afterAll(() => rmSync(root, { recursive: true }))

function write(name: string): string {
  const path = join(root, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '')
  return path
}

const shown = ({ binds }: Parts) =>
  binds.map(({ source }) => source).filter((source) => source.startsWith(root))
const python = (script: string, binary = '/usr/bin/python3') =>
  shown(pythonParts(binary, script, '/nowhere'))

test('a package above the repository of a script is not its own', () => {
  write('mono/package.json')
  const vendored = write('mono/third/server.mjs')
  expect(shown(packageParts(vendored, '/nowhere'))).toEqual([join(root, 'mono')])
  write('mono/third/.git/HEAD')
  expect(shown(packageParts(vendored, '/nowhere'))).toEqual([vendored])
})

test('a Python script brings its outermost package, and nothing beside that', () => {
  write('code/other/.env')
  const lone = write('code/lone/server.py')
  expect(python(lone)).toEqual([dirname(lone)])
  write('code/evil/__init__.py')
  write('code/evil/inner/__init__.py')
  const script = write('code/evil/inner/server.py')
  expect(python(script)).toEqual([join(root, 'code/evil')])
})

test('a configuration of an environment is only looked for: neither a pipe nor a device is read', () => {
  const script = write('plain/server.py')
  const binary = join(root, 'venv/bin/python3')
  mkdirSync(dirname(binary), { recursive: true })
  symlinkSync('/usr/bin/python3', binary)
  const configuration = join(root, 'venv/pyvenv.cfg')
  execFileSync('mkfifo', [configuration])
  expect(python(script, binary)).toEqual([dirname(script)])
  rmSync(configuration)
  writeFileSync(configuration, '')
  expect(python(script, binary)).toContain(join(root, 'venv'))
})
