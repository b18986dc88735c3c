import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildStage, type Stage } from '../support/chamber-plan.ts'
import { launcher } from '../support/launcher.ts'

/** A mount needs something to lie on; what is made for that on the host stays there. So nothing is ever made. */

let stage: Stage
let folder: string

beforeEach(() => {
  stage = buildStage()
  folder = join(stage.root, 'plain')
  mkdirSync(join(folder, 'docs/deep'), { recursive: true })
  writeFileSync(join(folder, 'docs/deep/page.md'), 'page\n')
})
afterEach(() => stage.remove())

/** Runs a program of Node as the server, to its end. */
function run(program: string, protect: readonly string[] = []) {
  const server = join(stage.root, 'server/once.cjs')
  writeFileSync(server, program)
  const profile = join(stage.root, 'own/once.jsonc')
  const filesystem = { write: [folder], protect }
  // What is pinned has a file of its own in the home directory, and would tell one program from the next.
  const rules = { extends: 'node', command: ['node', server], filesystem, pins: 'off' }
  writeFileSync(profile, JSON.stringify(rules), { mode: 0o600 })
  const [file, ...rest] = [...launcher, 'run', profile]
  const env = { HOME: join(stage.root, 'home'), PATH: process.env['PATH'] }
  return spawnSync(file, rest, { env, encoding: 'utf8', input: '', timeout: 20_000 })
}

const tree = (root: string) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((path) => {
      const { mode, size, mtimeMs } = statSync(join(root, path))
      return `${path} ${mode.toString(8)} ${size} ${mtimeMs}`
    })

test.each([
  ['with no protected name there', []],
  ['with a protected file deep inside', ['docs/deep/page.md']],
  ['with a protected directory', ['docs']],
])('L50: a session leaves no stub in a writable directory, %s', (_what, names) => {
  const before = tree(folder)
  const ended = run(
    `require('fs').readdirSync('${folder}')`,
    names.map((name) => join(folder, name)),
  )
  expect(ended).toMatchObject({ status: 0, stdout: '', stderr: '' })
  expect(tree(folder)).toEqual(before)
  // Nor one in the home directory or beside the directory, where other mounts have their places.
  expect(readdirSync(join(stage.root, 'home'))).toEqual(['.npmrc'])
})

test('L50: what is protected holds though nothing was made for it', () => {
  const attempt = `
    for (const path of ['docs/deep/page.md', 'docs/deep/new'])
      try { require('fs').writeFileSync('${folder}/' + path, 'planted'); console.error('wrote ' + path) } catch (error) { console.error(path + ' ' + error.code) }
    try { require('fs').renameSync('${folder}/docs', '${folder}/other'); console.error('renamed') } catch (error) { console.error('rename ' + error.code) }`
  const { stderr } = run(attempt, [join(folder, 'docs/deep/page.md')])
  expect(stderr).toContain('docs/deep/page.md EROFS')
  expect(stderr).toContain('wrote docs/deep/new')
  expect(stderr).toContain('rename EBUSY')
})

test('L51: a protected path that does not exist is refused with the command that makes it', () => {
  const path = join(folder, 'not there')
  const before = tree(folder)
  const ended = run(`require('fs').writeFileSync('${folder}/ran', '')`, [path])
  expect(ended).toMatchObject({ status: 125, stdout: '' })
  expect(ended.stderr).toContain('AIRLOCK_PATH_MISSING')
  expect(ended.stderr).toContain(`mkdir -p '${path}'`)
  expect(tree(folder)).toEqual(before)
  mkdirSync(path)
  expect(run('').status).toBe(0)
})

test('A12: names that the host obeys and that appeared during the session are reported at its end', () => {
  const names = ['.envrc', '.vscode/tasks.json', '.git/hooks/pre-commit', 'harmless.txt']
  const plant = names
    .map(
      (name) =>
        `require('fs').mkdirSync(require('path').dirname('${folder}/${name}'), { recursive: true }); require('fs').writeFileSync('${folder}/${name}', '')`,
    )
    .join('\n')
  const { status, stderr } = run(plant)
  expect(status).toBe(0)
  const lines = stderr.split('\n').filter((line) => line.includes('appeared during the session'))
  const reported = lines.map((line) => /`(.*?)`/.exec(line)?.[1] ?? '').toSorted()
  expect(reported).toEqual(['.envrc', '.git/hooks', '.vscode'].map((name) => join(folder, name)))
  for (const name of ['.envrc', '.git', '.vscode', 'harmless.txt'])
    rmSync(join(folder, name), { recursive: true })
  expect(run('').stderr).toBe('')
})
