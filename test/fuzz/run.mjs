// Bundles the fuzzer and what it fuzzes, each by itself so that the coverage of one is not the other's, and runs it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { buildGrammars } from '../../build-grammar.mjs'

const root = join(import.meta.dirname, '../..')
const built = mkdtempSync(join(tmpdir(), 'airlock-fuzz-build-'))
try {
  await build({
    absWorkingDir: root,
    entryPoints: ['main', 'worker', 'subject'].map((name) => `test/fuzz/${name}.ts`),
    outdir: built,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  await buildGrammars(join(built, 'grammar'))
  const { main } = await import(join(built, 'main.mjs'))
  process.exitCode = await main(process.argv.slice(2), { root, built })
} finally {
  rmSync(built, { recursive: true, force: true })
}
