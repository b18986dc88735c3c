import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { launcher } from '../support/launcher.ts'
import { alive, known, start, survivors, sweep } from '../support/launcher-life.ts'

/**
 * A44: whoever dies first, nothing of the server is left one second later. The server leaves children of its own behind: one that
 * ignores every polite signal in its process group, and one in a session of its own whose parent is gone.
 */
const SERVER = `
const { spawn } = require('node:child_process')
const idle = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'
const orphan = \`require("node:child_process").spawn(process.execPath, ["-e", \${JSON.stringify(idle)}, MARK], { detached: true, stdio: "ignore" }).unref()\`
spawn(process.execPath, ['-e', idle, MARK], { stdio: 'inherit' })
spawn(process.execPath, ['-e', orphan.replace('MARK', JSON.stringify(MARK))], { detached: true, stdio: 'ignore' })
if (MODE === 'stubborn') process.on('SIGTERM', () => {})
setInterval(() => {}, 1000)
let text = ''
process.stdin.on('data', (chunk) => {
  text += chunk
  if (!text.includes('\\n')) return
  if (MODE === 'exits') setTimeout(() => process.exit(3), 300)
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id: 1, result: {} }) + '\\n')
})
`

function stage(mode: string): { marker: string; home: string; command: readonly string[] } {
  const marker = `airlock-${randomUUID()}`
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-life-')))
  const app = join(home, 'app')
  mkdirSync(app)
  // Ends the search for the package that the server belongs to, wherever temporary files are.
  writeFileSync(join(app, 'package.json'), '{}')
  writeFileSync(
    join(app, 'server.cjs'),
    `const MARK = ${JSON.stringify(marker)}, MODE = ${JSON.stringify(mode)}\n${SERVER}`,
  )
  const profile = join(home, 'profile.jsonc')
  writeFileSync(
    profile,
    JSON.stringify({ extends: 'node', command: ['node', join(app, 'server.cjs'), marker] }),
    { mode: 0o600 },
  )
  return {
    marker,
    home,
    command: [...launcher, 'run', profile, '--', 'node', join(app, 'server.cjs'), marker],
  }
}

const bubblewrapOf = (marker: string) =>
  alive(marker)
    .filter((line) => /^\d+ \S*bwrap /.test(line))
    .map((line) => Number(line.split(' ', 1)[0]))

test.each([
  [
    'the client closes the input',
    'plain',
    (started: ReturnType<typeof start>) => started.process.stdin.end(),
  ],
  [
    'the client closes the input of a server that ignores every signal',
    'stubborn',
    (started: ReturnType<typeof start>) => started.process.stdin.end(),
  ],
  [
    'the launcher gets SIGTERM',
    'stubborn',
    (started: ReturnType<typeof start>) => started.process.kill('SIGTERM'),
  ],
  [
    'the launcher gets SIGINT',
    'plain',
    (started: ReturnType<typeof start>) => started.process.kill('SIGINT'),
  ],
  [
    'the launcher gets SIGKILL',
    'stubborn',
    (started: ReturnType<typeof start>) => started.process.kill('SIGKILL'),
  ],
  ['the server exits and leaves children', 'exits', () => undefined],
  [
    'bubblewrap gets SIGKILL',
    'stubborn',
    (_: ReturnType<typeof start>, marker: string) =>
      process.kill(Math.min(...bubblewrapOf(marker)), 'SIGKILL'),
  ],
])('nothing survives when %s', async (_title, mode, end) => {
  const { marker, home, command } = stage(mode)
  const started = start(command, home)
  started.send({ jsonrpc: '2.0', id: 1, method: 'ping' })
  await started.firstOutput()
  // The orphan's parent must be gone before the end, or it would be no orphan.
  await new Promise((resolve) => setTimeout(resolve, 250))
  const before = known(marker)
  expect(before.length, started.errors()).toBeGreaterThan(4)
  const at = performance.now()
  end(started, marker)
  await started.closed
  expect(performance.now() - at).toBeLessThan(2000)
  expect(await survivors(marker, before, 1000)).toEqual([])
  sweep(marker)
})
