import { spawnSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { launcher } from '../support/launcher.ts'

const home = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-open-files-')))
const profile = join(home, 'notes.jsonc')
const server = join(import.meta.dirname, '..', 'servers', 'wicked', 'forger.mjs')
writeFileSync(profile, JSON.stringify({ extends: 'node', command: ['node', server] }), {
  mode: 0o600,
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** A start that may open so many files, and whose client has gone at once. */
function start(files: number) {
  const command = [...launcher, 'run', profile].map((word) => `'${word}'`).join(' ')
  const { status, stderr } = spawnSync('sh', ['-c', `ulimit -n ${files}; exec ${command}`], {
    env: { HOME: home, PATH: process.env['PATH'] },
    input: '',
    encoding: 'utf8',
  })
  return { status, stderr }
}

// Node itself takes some twenty, the sandbox one for each path that it shows.
test.each([20, 22, 24, 28, 32, 34, 38, 44, 50, 56])(
  'a start that may open no more than %i files says so, and what to do',
  (files) => {
    const { status, stderr } = start(files)
    if (status === 0) return
    expect(stderr).toContain('[AIRLOCK_OPEN_FILES]')
    expect(stderr).toContain('\nhint: ulimit -n 1024\n')
    expect(status).toBe(125)
  },
)

test('the usual number is enough', () => {
  expect(start(1024)).toMatchObject({ status: 0 })
})
