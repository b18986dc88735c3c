import { join } from 'node:path'
import { build } from 'esbuild'

/** Bundles a TypeScript text that imports `src/…` into one file that every Node runs; returns its path. */
export async function bundle(contents: string, folder: string, name: string): Promise<string> {
  const outfile = join(folder, name)
  await build({
    stdin: { contents, resolveDir: join(import.meta.dirname, '../..'), loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['execa'],
    logLevel: 'warning',
  })
  return outfile
}
