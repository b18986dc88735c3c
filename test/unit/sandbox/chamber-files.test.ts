import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { seccompProgram } from '../../../src/sandbox/seccomp/program.ts'

const { href } = new URL('../../../build-chamber.mjs', import.meta.url)

test('the build keeps the very filters that the tests interpret', async () => {
  const place = mkdtempSync(join(tmpdir(), 'airlock-chamber-'))
  const module = (await import(href)) as { buildChamber(place: string): Promise<void> }
  await module.buildChamber(place)
  for (const architecture of ['x64', 'arm64'] as const)
    for (const network of ['none', 'host'] as const) {
      const kept = readFileSync(join(place, `${architecture}-${network}.bpf`))
      expect(kept.equals(seccompProgram(architecture, { network }))).toBe(true)
    }
  expect(readdirSync(place)).toHaveLength(7)
  expect(readFileSync(join(place, 'nsswitch-none.conf'), 'utf8')).not.toContain('dns')
})
