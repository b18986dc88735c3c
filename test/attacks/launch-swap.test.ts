import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { canonicalPath, closePins, pinPath } from '../../src/os/index.ts'
import { buildStage, planOf, type Stage, script, TREASURE } from '../support/chamber-plan.ts'
import { checked, ended, refusalFrom } from '../support/chamber-run.ts'
import { launcher } from '../support/launcher.ts'

/** A18: between the check of a path and its mount somebody replaces it. */

let stage: Stage

beforeEach(() => {
  stage = buildStage()
})
afterEach(() => stage.remove())

/** Exchanges a directory with a symbolic link to another one, as fast as it can, until it is ended. */
function startSwapping(path: string, other: string) {
  const text = `
    const { renameSync, symlinkSync } = require('node:fs')
    const [path, other] = process.argv.slice(1)
    symlinkSync(other, path + '-link')
    console.log('swapping')
    for (;;) {
      renameSync(path, path + '-aside'); renameSync(path + '-link', path)
      renameSync(path, path + '-link'); renameSync(path + '-aside', path)
    }`
  return spawn(process.execPath, ['-e', text, path, other], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

test.each([
  ['the last name', 'work', 'elsewhere', 'work'],
  ['a name on the way', 'outer', 'other', 'outer/inner'],
])(
  'A18: of 1000 pins or more while %s is swapped, none is of another tree',
  async (_what, swapped, other, path) => {
    for (const folder of ['outer/inner', 'other/inner'])
      mkdirSync(join(stage.root, folder), { recursive: true })
    const wanted = join(stage.root, path)
    const { dev, ino } = statSync(wanted)
    const swapper = startSwapping(join(stage.root, swapped), join(stage.root, other))
    await once(swapper.stdout, 'data')
    const seen = { right: 0, refused: 0, wrong: 0 }
    const resolved = { link: 0 }
    const isThin = () => Math.min(seen.right, seen.refused, resolved.link) <= 10
    // On a busy machine the swapper may stand still for a while.
    for (let tries = 0; tries < 1000 || (tries < 200_000 && isThin()); tries++) {
      const found = canonicalPath(wanted)
      if (found !== undefined && found !== wanted) resolved.link++
      const pin = pinPath(wanted)
      if (pin === undefined) seen.refused++
      else {
        seen[pin.identity === `${dev}:${ino}` ? 'right' : 'wrong']++
        closePins([pin])
      }
    }
    swapper.kill('SIGKILL')
    expect(seen.wrong).toBe(0)
    // Both were met, or the test would prove nothing.
    expect(seen.right).toBeGreaterThan(10)
    expect(seen.refused).toBeGreaterThan(10)
    expect(resolved.link).toBeGreaterThan(10)
  },
)

/** A link in a profile is followed and judged by where it leads; here it leads to the home directory, which no server may be given. */
test('A18: of 50 launchers while the writable directory is swapped, none gives the server a tree that is refused', {
  timeout: 60_000,
}, async () => {
  const server = join(stage.root, 'server/writing.cjs')
  writeFileSync(
    server,
    `const [folder, run] = process.argv.slice(2)
     const names = require('fs').readdirSync(folder).join()
     require('fs').writeFileSync(folder + '/ran-' + run, names)`,
  )
  const profile = join(stage.root, 'own/writing.jsonc')
  const rules = {
    extends: 'node',
    command: ['node', server, '...'],
    filesystem: { write: [stage.work], hardLinks: 'allow' },
    // What is pinned has a file of its own in the home directory.
    pins: 'off',
  }
  writeFileSync(profile, JSON.stringify(rules), { mode: 0o600 })
  const env = { HOME: join(stage.root, 'home'), PATH: process.env['PATH'] }
  const run = async (number: number) => {
    const command = [...launcher, 'run', profile, '--', 'node', server, stage.work, String(number)]
    const child = spawn(command[0] ?? '', command.slice(1), {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const closed = once(child, 'close')
    const errors = await text(child.stderr)
    const [code] = (await closed) as [number]
    return { code, errors }
  }
  const elsewhere = join(stage.root, 'home')
  const swapper = startSwapping(stage.work, elsewhere)
  await once(swapper.stdout, 'data')
  const ends = new Map<string, number>()
  const unexpected: string[] = []
  for (let number = 0; number < 50; number += 2)
    for (const { code, errors } of await Promise.all([run(number), run(number + 1)])) {
      const refusal = /AIRLOCK_\w+/.exec(errors)?.[0]
      const end = refusal ?? (code === 0 ? 'ran' : errors)
      ends.set(end, (ends.get(end) ?? 0) + 1)
      if (!ENDS.includes(end)) unexpected.push(errors)
    }
  swapper.kill('SIGKILL')
  await once(swapper, 'close')
  expect(unexpected).toEqual([])
  expect(readdirSync(elsewhere)).toEqual(['.npmrc'])
  const right = readdirSync(stage.root).includes('work-aside') ? `${stage.work}-aside` : stage.work
  const marks = readdirSync(right).filter((name) => name.startsWith('ran-'))
  for (const name of marks) expect(readFileSync(join(right, name), 'utf8')).not.toContain('npmrc')
  expect(marks.length).toBe(ends.get('ran') ?? 0)
  expect(ends.size, JSON.stringify([...ends])).toBeGreaterThan(1)
})

test.each([
  ['is a link to another tree', (path: string) => symlinkSync(join(path, '../elsewhere'), path)],
  ['is gone', () => undefined],
])(
  'A18: a path of the plan that %s by the time of the launch is refused',
  async (_what, replace) => {
    const plan = planOf(stage)
    renameSync(stage.work, `${stage.work}-aside`)
    replace(stage.work)
    expect(await refusalFrom(checked(plan))).toMatchObject({
      code: 'AIRLOCK_PATH_MISSING',
      message: expect.stringContaining(stage.work),
    })
  },
)

const ENDS = ['ran', 'AIRLOCK_PATH_MISSING', 'AIRLOCK_PATH_REFUSED']

/** For each line on its input: what it sees at a path, and whether it can write it. */
const LOOKING = `
  const fs = require('node:fs')
  const path = process.argv[1]
  require('node:readline').createInterface({ input: process.stdin }).on('line', () => {
    const isFile = fs.statSync(path).isFile()
    const seen = isFile ? fs.readFileSync(path, 'utf8').trim() : fs.readdirSync(path).join()
    let wrote = true
    try { fs.writeFileSync(isFile ? path : path + '/planted', 'planted', { flag: 'a' }) } catch (error) { wrote = error.code }
    console.log(JSON.stringify({ seen, wrote }))
  })`

/**
 * What the host does to a protected place during a session. The mount lies on the directory entry, not on its name: the kernel takes
 * it away when the entry is renamed over or removed (d_invalidate(), detach_mounts(), since Linux 3.18) and carries it along when the
 * entry is renamed. So a program of the host that replaces a protected file, e.g. `git config`, ends its protection for this session.
 */
test.each<[what: string, path: string, act: (path: string) => void, seen: string, wrote: unknown]>([
  ['nothing happens', '.git/config', () => undefined, '[core]', 'EROFS'],
  ['it is written in place', '.git/config', (path) => writeFileSync(path, 'new'), 'new', 'EROFS'],
  [
    'it is replaced by rename',
    '.git/config',
    (path) => {
      writeFileSync(`${path}.lock`, 'new')
      renameSync(`${path}.lock`, path)
    },
    'new',
    true,
  ],
  [
    'it is removed and made anew',
    '.git/config',
    (path) => {
      rmSync(path)
      writeFileSync(path, 'new')
    },
    'new',
    true,
  ],
  [
    'its directory is renamed and made anew',
    '.git/hooks',
    (path) => {
      renameSync(path, `${path}-aside`)
      mkdirSync(path)
    },
    '',
    true,
  ],
  [
    'the directory above is renamed and made anew',
    '.git/hooks',
    (path) => {
      const above = join(path, '..')
      renameSync(above, `${above}-aside`)
      mkdirSync(path, { recursive: true })
    },
    '',
    true,
  ],
])('L40: what a protected place is worth when %s', async (_what, name, act, seen, wrote) => {
  const path = join(stage.work, name)
  const [node, flag, program] = script(LOOKING)
  const command = [node, flag ?? '', program ?? '', path] as const
  const server = await checked(planOf(stage, { command }))
  const ask = async () => {
    server.input.write('\n')
    const [chunk] = (await once(server.output, 'data')) as [Buffer]
    return JSON.parse(String(chunk)) as { seen: string; wrote: unknown }
  }
  expect(await ask()).toMatchObject({ wrote: 'EROFS' })
  act(path)
  const after = await ask()
  await ended(server)
  expect(after).toEqual({ seen, wrote })
  expect(readFileSync(join(stage.root, 'elsewhere/key'), 'utf8')).toBe(TREASURE)
})
