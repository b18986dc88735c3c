// Bundles the launch path into one CommonJS file: about 20 ms less start-up than loose modules. What is imported dynamically becomes
// a file of its own, loaded only by the commands that need it.
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import Module from 'node:module'
import v8 from 'node:v8'
import vm from 'node:vm'
import { build } from 'esbuild'
import { buildChamber } from './build-chamber.mjs'
import { buildGrammars } from './build-grammar.mjs'

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))
const LAZY = {
  './program.ts': 'program',
  execa: 'execa',
  'libsodium-wrappers': 'sodium',
  'age-encryption': 'age',
  '@zxcvbn-ts/core': 'zxcvbn',
  '@zxcvbn-ts/language-common': 'zxcvbn-words',
}

// Built aside and swapped in whole: a build that fails leaves the one before.
const OUT = 'dist.new'
rmSync(OUT, { recursive: true, force: true })
await build({
  entryPoints: {
    main: 'src/main.ts',
    session: 'src/app/session.ts',
    pins: 'src/app/pin-file.ts',
    audit: 'src/audit/index.ts',
    approval: 'src/approval/index.ts',
    secrets: 'src/app/secrets.ts',
    locked: 'src/app/locked-client.ts',
    kdf: 'src/vault/kdf-worker.ts',
    // Its CommonJS file: what is imported from it is the default export, which CommonJS has as the module itself.
    sodium: Module.createRequire(import.meta.url).resolve('libsodium-wrappers'),
    age: 'age-encryption',
    zxcvbn: '@zxcvbn-ts/core',
    'zxcvbn-words': '@zxcvbn-ts/language-common',
    program: 'src/cli/program.ts',
    execa: 'execa',
  },
  define: { AIRLOCK_VERSION: JSON.stringify(version) },
  outdir: OUT,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  // Native code of its own for each machine, and optional: loaded from node_modules where it is.
  external: ['@napi-rs/keyring'],
  platform: 'node',
  // Prefers the ES module of packages whose CommonJS file loads its own parts in a way that cannot be bundled.
  mainFields: ['module', 'main'],
  format: 'cjs',
  supported: { 'dynamic-import': false },
  target: 'node20.19',
  sourcemap: false,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [
    {
      name: 'lazy',
      setup: (bundler) =>
        bundler.onResolve({ filter: /.*/ }, ({ kind, path }) =>
          kind === 'dynamic-import' && path in LAZY
            ? { path: `./${LAZY[path]}.cjs`, external: true }
            : undefined,
        ),
    },
  ],
})

// `doctor` attacks the user's own machine with the hostile server of the tests. Its package.json ends the search for the package
// that the server belongs to: the chamber shows that directory and no more.
const { attacks } = await import('./test/servers/hostile/catalog.mjs')
cpSync('test/servers/hostile', `${OUT}/hostile`, {
  recursive: true,
  filter: (path) => !path.endsWith('.mts'),
})
writeFileSync(`${OUT}/hostile/package.json`, '{ "type": "module", "private": true }\n')
writeFileSync(`${OUT}/hostile/catalog.json`, JSON.stringify(attacks))

// The grammar of each protocol revision; a session loads the one it speaks.
await buildGrammars(`${OUT}/grammar`)

await buildChamber(`${OUT}/chamber`)

// Compiled code for what every launch loads. Every function is compiled now, also those that V8 would leave for later; the flag is taken
// back before the code is kept, because V8 refuses code made under other flags than its own. Another processor's it does not refuse, and
// crashes (measured: 11.3 on arm64 with code of x64), so the file is named after the machine that it is for.
const grammars = readdirSync(`${OUT}/grammar`).map((name) => `grammar/${name}`)
for (const file of ['main.cjs', 'pins.cjs', 'secrets.cjs', 'session.cjs', ...grammars]) {
  v8.setFlagsFromString('--no-lazy')
  const script = new vm.Script(Module.wrap(readFileSync(`${OUT}/${file}`, 'utf8')), {
    filename: `dist/${file}`,
  })
  v8.setFlagsFromString('--lazy')
  writeFileSync(`${OUT}/${file}.${process.platform}-${process.arch}.v8`, script.createCachedData())
}

rmSync('dist', { recursive: true, force: true })
renameSync(OUT, 'dist')
