import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** What says its first line, and then does not stop, costs whoever asked for that line no memory. */

const FLOOD = `const all = Buffer.alloc(1 << 20, 'x'); console.log('hi')
for (;;) try { require('fs').writeSync(1, all) } catch {}`
const SCRIPT = `
import { firstLineOf } from ${JSON.stringify(join(import.meta.dirname, '../../src/os/index.ts'))}
const [input, lent] = [Buffer.alloc(0), Buffer.alloc(1)]
const flood = ['-e', ${JSON.stringify(FLOOD)}]
firstLineOf(process.execPath, flood, { input, lent, timeoutMs: 3000, environment: {} }).then(
  (said) => console.log(JSON.stringify({ ...said, megabytes: process.resourceUsage().maxRSS / 1024 })),
)
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
    expect(said.megabytes).toBeLessThan(180)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
