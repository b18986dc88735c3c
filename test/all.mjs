// The test command: static checks, pure tests, then everything that starts processes: as the caller, as an unprivileged user
// without capabilities when the caller is root, and on a newer Node.
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setUp, step, VAULT_PACKAGES } from './setup.mjs'

const root = join(import.meta.dirname, '..')
const bin = (name) => join('node_modules/.bin', name)
// A user that no machine has, and so without a password entry, as in many containers.
const USER = '54321'
const NODE_24 = '24.21.0'
const fuzz = ['test/fuzz/run.mjs']
const vitest = ['node_modules/vitest/vitest.mjs', 'run']

setUp(VAULT_PACKAGES)
step('types', bin('tsc'), ['-p', '.'])
step('lint', bin('oxlint'), ['--deny-warnings'])
step('format', bin('biome'), ['ci', '--error-on-warnings'])
step('unused code and dependencies', bin('knip'), [])
step('package shape', bin('publint'), ['--strict'])
step('pure tests', process.execPath, [...vitest, '--project', 'pure'])
step('the fuzzer finds planted faults', process.execPath, [
  ...fuzz,
  '--self-test',
  '--seconds',
  '120',
])
step('bounded fuzz run', process.execPath, [...fuzz, '--seconds', '15'])
step('process tests', process.execPath, [...vitest, '--project', 'process'])
if (process.getuid() === 0) asUnprivileged()
onNewerNode()

/** People are not root: the same tests from a copy that a user without any capability owns. */
function asUnprivileged() {
  const home = mkdtempSync(join(tmpdir(), 'airlock-user-'))
  try {
    const copy = join(home, 'project')
    cpSync(root, copy, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('/.git'),
    })
    step('hand the copy to the user', 'chown', ['-R', `${USER}:${USER}`, home])
    step(
      'process tests as an unprivileged user',
      'setpriv',
      [
        `--reuid=${USER}`,
        `--regid=${USER}`,
        '--clear-groups',
        '--bounding-set=-all',
        '--inh-caps=-all',
        '--no-new-privs',
        process.execPath,
        ...vitest,
        '--project',
        'process',
      ],
      { cwd: copy, env: { ...process.env, HOME: home, TMPDIR: join(home) } },
    )
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** The npm package of Node's own binaries; it needs no install script. */
function onNewerNode() {
  const directory = join(root, 'node_modules/.node-24')
  const node = join(directory, `node_modules/node-linux-${process.arch}/bin/node`)
  if (!existsSync(node))
    step('install Node 24', 'npm', [
      'install',
      '--prefix',
      directory,
      '--ignore-scripts',
      '--no-save',
      '--no-audit',
      '--no-fund',
      `node-linux-${process.arch}@${NODE_24}`,
    ])
  step(
    'end-to-end and attack tests on Node 24',
    node,
    [...vitest, '--project', 'process', 'test/e2e', 'test/attacks'],
    {
      env: { ...process.env, PATH: `${join(node, '..')}:${process.env.PATH}` },
    },
  )
}
