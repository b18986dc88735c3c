import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import Module from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { expect, test } from 'vitest'
import { loadModule } from '../../../src/os/index.ts'

const here = `${process.platform}-${process.arch}`
const code = (source: string) => new Script(Module.wrap(source)).createCachedData()

test.each([
  ['for this machine', here, 'kept'],
  ['for another processor, which V8 would run and crash', 'linux-mips', 'source'],
  ['that does not say for which', '', 'source'],
])('compiled code %s gives %s', (_what, machine, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'airlock-module-'))
  try {
    const file = join(folder, 'module.cjs')
    // V8 tells sources apart by their length alone, which shows whose code has run.
    writeFileSync(file, `module.exports = 'source'`)
    writeFileSync(`${file}${machine && `.${machine}`}.v8`, code(`module.exports = 'kept'  `))
    expect(loadModule(file)).toBe(expected)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('both doors into the program look for the same name', () => {
  const entry = readFileSync(join(import.meta.dirname, '../../../bin/mcp-airlock.js'), 'utf8')
  expect(entry).toContain(`file + '.' + process.platform + '-' + process.arch + '.v8'`)
})
