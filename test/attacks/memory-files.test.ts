import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** What is to lie in memory, where memory has no room or `/dev/shm` is a directory of a disk. */

const folder = mkdtempSync(join(tmpdir(), 'airlock-memory-'))
const disk = join(folder, 'disk')
const script = join(folder, 'script.cjs')

const SCRIPT = `
import { listDirectory, linkTarget, openBytes, runWithSecrets } from ${JSON.stringify(join(import.meta.dirname, '../../src/os/index.ts'))}
const [, , length] = process.argv
const lent = Buffer.alloc(Number(length), 'a')
const left = () =>
  listDirectory('/proc/self/fd').filter((name) => /shm|mcp-airlock/.test(linkTarget('/proc/self/fd/' + name) ?? ''))
const tell = (lend) => console.log(JSON.stringify({ lend, left: left().length, opens: openBytes(lent) !== undefined }))
runWithSecrets('wc', ['-c', '/proc/self/fd/3'], { lent, timeoutMs: 5000, environment: {} }).then(
  ({ output }) => tell(Number.parseInt(String(output))),
  ({ code }) => tell(code),
)
`

beforeAll(async () => {
  mkdirSync(disk)
  await build({
    stdin: { contents: SCRIPT, resolveDir: folder },
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['execa'],
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const NONE = 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE'

test.each([
  ['room for all', ['--size', '65536', '--tmpfs', '/dev/shm'], { lend: 5000, opens: true }],
  ['room for a part', ['--size', '4096', '--tmpfs', '/dev/shm'], { lend: NONE, opens: false }],
  ['none at all', ['--ro-bind', '/proc', '/dev/shm'], { lend: NONE, opens: false }],
  ['a disk in its place', ['--bind', disk, '/dev/shm'], { lend: NONE, opens: false }],
])('with %s nothing is lent in part, put on a disk, or left open', (_what, mount, told) => {
  const bubble = ['--dev-bind', '/', '/', ...mount, '--unsetenv', 'XDG_RUNTIME_DIR']
  const said = execFileSync('bwrap', [...bubble, process.execPath, script, '5000'])
  expect(JSON.parse(String(said))).toEqual({ left: 0, ...told })
})
