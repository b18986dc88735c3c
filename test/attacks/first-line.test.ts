import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** What says its first line, and then does not stop, costs whoever asked for that line no memory. */

const FLOOD = `const all = Buffer.alloc(1 << 20, 'x'); console.log('hi')
for (;;) try { require('fs').writeSync(1, all) } catch {}`
/** How much it takes to hear a flood and keep nothing differs between versions of Node, so that comes first and counts for nothing. */
const SCRIPT = `
import { spawn } from 'node:child_process'
import { firstLineOf } from ${JSON.stringify(join(import.meta.dirname, '../../src/os/index.ts'))}
const [input, lent] = [Buffer.alloc(0), Buffer.alloc(1)]
const flood = ['-e', ${JSON.stringify(FLOOD)}]
const most = () => process.resourceUsage().maxRSS / 1024
const heard = spawn(process.execPath, flood, { stdio: ['ignore', 'pipe', 'ignore'] })
heard.stdout.resume()
setTimeout(() => heard.kill('SIGKILL'), 3000)
heard.once('close', () => {
const before = most()
firstLineOf(process.execPath, flood, { input, lent, timeoutMs: 3000, environment: {} }).then(
  (said) => console.log(JSON.stringify({ ...said, megabytes: most() - before })),
)
})
`

test('a program that floods behind its first line is heard no further', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'airlock-line-'))
  try {
    const outfile = join(folder, 'script.cjs')
    await build({
      stdin: { contents: SCRIPT, resolveDir: folder },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['execa'],
    })
    const said = JSON.parse(String(execFileSync(process.execPath, [outfile])))
    expect(said).toMatchObject({ kind: 'line', line: 'hi' })
    expect(said.megabytes).toBeLessThan(40)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
