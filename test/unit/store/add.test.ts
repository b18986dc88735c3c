import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { addPackage, type Confine, parsePackageRequest } from '../../../src/store/index.ts'
import { localCaller } from '../../support/local-npm.ts'

const work = mkdtempSync(join(tmpdir(), 'airlock-add-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

const INTEGRITY = `sha512-${'A'.repeat(86)}==`

/** An npm that "installs" the package `small` and then does what `forge` says. */
function forgingNpm(forge: (project: string) => void, locked: object = {}): Confine {
  return async ({ workingDirectory }) => {
    const home = join(workingDirectory, 'node_modules/small')
    mkdirSync(home, { recursive: true })
    writeFileSync(join(home, 'package.json'), '{ "name": "small", "bin": "main.js" }')
    writeFileSync(join(home, 'main.js'), '')
    const packages = {
      '': {},
      'node_modules/small': { version: '1.0.0', integrity: INTEGRITY },
      ...locked,
    }
    writeFileSync(join(workingDirectory, 'package-lock.json'), JSON.stringify({ packages }))
    forge(workingDirectory)
    return { code: 0, output: '' }
  }
}

const withFile = (name: string) => (project: string) =>
  writeFileSync(join(project, 'node_modules', name), '')

const failing: Confine = async () => ({
  code: 1,
  output:
    'npm warn x\nnpm error code E404\nnpm error \u001b[31mgone\nnpm error A complete log of this run can be found in: /x',
})

const add = (store: string, confine: Confine, name = 'small@1.0.0') =>
  addPackage(store, parsePackageRequest(name), localCaller, confine)

/** What a hostile npm could leave in the place of the installed tree. */
const forged: [what: string, message: RegExp, forge: (project: string) => void][] = [
  [
    'a link out of the package',
    /leads out/,
    (project) => symlinkSync('../../../../..', join(project, 'node_modules/up')),
  ],
  [
    'an absolute link',
    /leads out/,
    (project) => symlinkSync('/etc', join(project, 'node_modules/etc')),
  ],
  [
    'a link that leaves through another link',
    /leads out/,
    (project) => {
      mkdirSync(join(project, 'node_modules/a/b'), { recursive: true })
      symlinkSync('../../..', join(project, 'node_modules/a/b/top'))
      symlinkSync('b/top/../../../package.json', join(project, 'node_modules/a/out'))
    },
  ],
  [
    'a program that is not there',
    /is not in the package/,
    (project) => rmSync(join(project, 'node_modules/small/main.js')),
  ],
  [
    'a control character in a name',
    /plain name/,
    (project) => writeFileSync(join(project, 'node_modules/a\nb'), ''),
  ],
  [
    'node_modules itself as a link',
    /leads out/,
    (project) => {
      rmSync(join(project, 'node_modules'), { recursive: true })
      symlinkSync(work, join(project, 'node_modules'))
    },
  ],
]

test.each(forged)('%s is refused at add', async (_what, message, forge) => {
  const store = join(work, 'forged')
  await expect(add(store, forgingNpm(forge))).rejects.toMatchObject({
    code: 'AIRLOCK_STORE_FAILED',
    message: expect.stringMatching(message),
  })
  expect(readdirSync(join(store, 'npm'))).toEqual([])
})

test('a tree that is in order is added, whatever its names look like', async () => {
  const store = join(work, 'good')
  const installed = await add(store, forgingNpm(withFile('small/ä b$(c).js')))
  expect(installed).toMatchObject({ name: 'small', version: '1.0.0' })
})

test('a range becomes the version that npm chose, an exact version must be that one', async () => {
  const store = join(work, 'range')
  await expect(
    add(
      store,
      forgingNpm(() => {}),
      'small@^1.0.0',
    ),
  ).resolves.toMatchObject({ version: '1.0.0' })
  await expect(
    add(
      store,
      forgingNpm(() => {}),
      'small@1.0.1',
    ),
  ).rejects.toThrow('npm installed version 1.0.0')
})

test('other dependencies of the same version make a second installation, and the last one is current', async () => {
  const store = join(work, 'second')
  const first = await add(
    store,
    forgingNpm(() => {}),
  )
  const second = await add(store, forgingNpm(withFile('more.js')))
  expect(second.tree).not.toBe(first.tree)
  expect(readdirSync(join(store, 'npm/small@1.0.0'))).toHaveLength(3)
})

test('the words of a failing npm are shown escaped and without the log that is gone', async () => {
  const store = join(work, 'failing')
  await expect(add(store, failing)).rejects.toMatchObject({
    code: 'AIRLOCK_STORE_FAILED',
    message: 'npm could not install `small@1.0.0`: code E404; \\x1b[31mgone',
  })
  expect(readdirSync(join(store, 'npm'))).toEqual([])
})

test('a dead process leaves a staging directory that the next add removes, a living one keeps its own', async () => {
  const store = join(work, 'stale')
  const shelf = join(store, 'npm')
  const names = [`.staging-${2 ** 22 + 1}-dead`, `.staging-${process.pid}-alive`]
  mkdirSync(shelf, { recursive: true, mode: 0o700 })
  for (const name of names) mkdirSync(join(shelf, name, 'built'), { recursive: true })
  await expect(add(store, failing)).rejects.toThrow('E404')
  expect(readdirSync(shelf)).toEqual([names[1]])
})
