// Makes the files that are the same in every chamber, so that no launch has to: the seccomp filters and some of /etc. Called by build.mjs.
import { mkdirSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'

/** Writes `<architecture>-<network>.bpf`, `nsswitch-<network>.conf` and `hosts`. */
export async function buildChamber(outdir) {
  const { HOSTS, NSSWITCH, seccompProgram } = await sources()
  mkdirSync(outdir, { recursive: true })
  for (const network of ['none', 'host']) {
    for (const architecture of ['x64', 'arm64'])
      writeFileSync(
        `${outdir}/${architecture}-${network}.bpf`,
        seccompProgram(architecture, { network }),
      )
    writeFileSync(`${outdir}/nsswitch-${network}.conf`, NSSWITCH[network])
  }
  writeFileSync(`${outdir}/hosts`, HOSTS)
}

async function sources() {
  const { outputFiles } = await build({
    absWorkingDir: import.meta.dirname,
    stdin: {
      contents: `export * from './src/sandbox/etc.ts'\nexport * from './src/sandbox/seccomp/program.ts'`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: 'esm',
    write: false,
  })
  const [{ contents }] = outputFiles
  return import(`data:text/javascript;base64,${Buffer.from(contents).toString('base64')}`)
}
