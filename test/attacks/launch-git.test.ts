import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildStage, type Stage } from '../support/chamber-plan.ts'
import { launcher } from '../support/launcher.ts'

/**
 * Git runs what a repository's configuration says (git-config(1): core.fsmonitor), for everybody whose prompt asks for its status. A server that
 * may write a work tree must not become the one who says it.
 */

let stage: Stage
let work: string
let planted: string

beforeEach(() => {
  stage = buildStage()
  work = join(stage.root, 'repository')
  planted = join(stage.root, 'planted')
  git('init', '--quiet')
  const module = join(work, '.git/modules/sub')
  mkdirSync(module, { recursive: true })
  writeFileSync(join(module, 'config'), '[core]\n')
})
afterEach(() => stage.remove())

function git(...args: readonly string[]): void {
  mkdirSync(work, { recursive: true })
  execFileSync('git', [...args], { cwd: work, env: environment(), stdio: 'ignore' })
}

const environment = () => ({
  HOME: join(stage.root, 'home'),
  PATH: process.env['PATH'],
  GIT_CONFIG_NOSYSTEM: '1',
})

/** Runs a program of Node as the server, to its end, with the repository to write. */
function run(program: string, mode: 'read' | 'write', protect: readonly string[] = []) {
  const server = join(stage.root, 'server/once.cjs')
  writeFileSync(server, program)
  const profile = join(stage.root, 'own/once.jsonc')
  const filesystem = { write: [work], git: mode, protect }
  const rules = { extends: 'node', command: ['node', server], filesystem, pins: 'off' }
  writeFileSync(profile, JSON.stringify(rules), { mode: 0o600 })
  const [file, ...rest] = [...launcher, 'run', profile]
  const options = { env: environment(), encoding: 'utf8', input: '', timeout: 20_000 } as const
  const { status, stderr } = spawnSync(file, rest, options)
  return { status, stderr: stderr.replaceAll('mcp-airlock: server: ', '') }
}

/** Turns the whole repository over to a directory of its own, whose configuration is nobody's but its own. */
const turnOver = () => `
  const fs = require('node:fs')
  process.chdir(${JSON.stringify(work)})
  fs.mkdirSync('.x')
  fs.cpSync('.git/objects', '.x/objects', { recursive: true })
  fs.cpSync('.git/refs', '.x/refs', { recursive: true })
  fs.writeFileSync('.x/config', '[core]\\nrepositoryformatversion = 0\\nfsmonitor = "touch ${planted}; false"\\n')
  try { fs.writeFileSync('.git/commondir', '../.x') } catch (error) { console.error('refused ' + error.code) }`

test('L65: a server that may write a work tree cannot turn its repository over to itself', () => {
  expect(run(turnOver(), 'read')).toMatchObject({ status: 0, stderr: 'refused EROFS\n' })
  git('status')
  expect(existsSync(planted)).toBe(false)
})

test('L65: one that may write the repository can, and is reported', () => {
  const { stderr } = run(turnOver(), 'write')
  expect(stderr).toMatch(/commondir` appeared during the session; programs of the host obey it/)
  git('status')
  expect(existsSync(planted)).toBe(true)
})

const CONFIGURE = () => `
  for (const name of ['.git/config', '.git/modules/sub/config', '.git/config.worktree'])
    try { require('node:fs').appendFileSync(${JSON.stringify(work)} + '/' + name, 'x'); console.error('wrote ' + name) }
    catch (error) { console.error(name + ' ' + error.code) }`

test.each([
  ['read', '.git/config EROFS\n.git/modules/sub/config EROFS\n.git/config.worktree EROFS\n'],
  ['write', '.git/config EROFS\n.git/modules/sub/config EROFS\nwrote .git/config.worktree\n'],
] as const)(
  'L66: configuration that is there stays as it is, in a submodule too (git: %s)',
  (mode, said) => {
    expect(run(CONFIGURE(), mode).stderr).toContain(said)
  },
)

test('L66: a server that may write the repository commits, and one that may not does not', () => {
  const commit = `
    try { require('node:fs').writeFileSync(${JSON.stringify(work)} + '/.git/index.lock', ''); console.error('locked') }
    catch (error) { console.error(error.code) }`
  expect(run(commit, 'read').stderr).toBe('EROFS\n')
  expect(run(commit, 'write').stderr).toBe('locked\n')
})

/** Tells what it could do to a repository further down, and hides that from whoever looks next. */
const HIDE = () => `
  const fs = require('node:fs')
  const sub = ${JSON.stringify(join(work, 'sub'))}
  try { fs.chmodSync(sub, 0o755) } catch {}
  try { fs.writeFileSync(sub + '/.git/hooks/post-checkout', ''); console.error('wrote') }
  catch (error) { console.error(error.code) }
  try { fs.chmodSync(sub, 0o311) } catch {}`

test('L68: a server cannot hide a repository from the next session', () => {
  mkdirSync(join(work, 'sub/.git/hooks'), { recursive: true })
  expect(run(HIDE(), 'read').stderr).toBe('EROFS\n')
  // As root nothing is hidden by a mode; others are told which directory it is.
  expect(run(HIDE(), 'read').stderr).toMatch(
    /^EROFS\n$|sub` lies in a writable directory and cannot be listed/,
  )
  expect(existsSync(join(work, 'sub/.git/hooks/post-checkout'))).toBe(false)
  chmodSync(join(work, 'sub'), 0o755)
})

test('L69: a repository that a `.git` file names gives no commands to a server', () => {
  mkdirSync(join(work, 'tree'))
  git('init', '--quiet', '--separate-git-dir', join(work, '.apart'), join(work, 'tree'))
  const obey = `
    const fs = require('node:fs')
    process.chdir(${JSON.stringify(work)})
    for (const name of ['.apart/config', 'tree/.git'])
      try { fs.appendFileSync(name, '[core]\\n\\tfsmonitor = "touch ${planted}; false"\\n'); console.error('wrote') }
      catch (error) { console.error(error.code) }`
  expect(run(obey, 'read').stderr).toBe('EROFS\nEROFS\n')
  git('-C', join(work, 'tree'), 'status')
  expect(existsSync(planted)).toBe(false)
})

test('L70: a name that is protected by way of a link cannot be given other contents', () => {
  mkdirSync(join(work, 'v1'))
  writeFileSync(join(work, 'v1/settings.json'), '{}')
  symlinkSync('v1', join(work, 'current'))
  const { status, stderr } = run('', 'read', [join(work, 'current/settings.json')])
  expect(stderr).toMatch(
    /current` is a symbolic link in a writable directory.*AIRLOCK_PATH_REFUSED/,
  )
  expect(status).toBe(125)
})
