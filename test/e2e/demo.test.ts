import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

test('the demonstration ends well, in a home where nothing was set up', {
  timeout: 180_000,
}, () => {
  const home = mkdtempSync(join(tmpdir(), 'airlock-demo-home-'))
  try {
    const program = join(import.meta.dirname, '..', 'demo', 'demo.mjs')
    const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
      env: { HOME: home, PATH: process.env['PATH'] },
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(stdout).toContain('read_text_file')
    expect(stdout.match(/^ {2}failed /gm)).toHaveLength(5)
    expect(stdout.split('\n').length).toBeLessThan(60)
    expect(status).toBe(0)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
})
