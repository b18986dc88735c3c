import { mkdirSync, mkdtempSync, realpathSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rememberWritable } from '../../../src/app/aftermath.ts'
import type { Io } from '../../../src/app/index.ts'
import type { Chamber } from '../../../src/sandbox/index.ts'

test('what appeared or was replaced is named, and no name reaches a terminal raw', () => {
  const root = join(realpathSync(mkdtempSync(join(tmpdir(), 'airlock-after-'))), 'a\u001b[2J')
  mkdirSync(root)
  const guarded = join(root, 'config')
  writeFileSync(guarded, 'one')
  const report = rememberWritable({ writable: [root], guarded: [guarded] } as unknown as Chamber)
  writeFileSync(join(root, '.envrc'), '')
  writeFileSync(join(root, 'other'), 'two')
  renameSync(join(root, 'other'), guarded)
  const said: string[] = []
  report({ stderr: { write: (text: string) => said.push(text) } } as unknown as Io)
  expect(said.join('')).toMatch(/\.envrc` appeared[\s\S]*config` was replaced/)
  expect(said.join('')).not.toContain('\u001b')
})
