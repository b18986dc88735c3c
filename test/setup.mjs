// Brings a fresh machine (Node, npm, git, a Debian base) to where everything here runs: packages, the servers under test,
// bubblewrap, and the built launcher. Installs system packages only as root; otherwise prints the command and stops.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** `also` names further Debian packages, by the program or file that shows that one is there. */
export function setUp(also = []) {
  install(root)
  install(join(root, 'test/servers'))
  installSystemPackages([...SYSTEM_PACKAGES, ...also])
  step('build the launcher', process.execPath, ['build.mjs'])
}

/** Runs one step and ends the process when it fails. */
export function step(title, file, args, options = {}) {
  console.error(`# ${title}`)
  const { status, error } = spawnSync(file, args, { cwd: root, stdio: 'inherit', ...options })
  if (status === 0) return
  console.error(`# failed: ${title}${error ? ` (${error.message})` : ''}`)
  process.exit(status ?? 1)
}

/** `npm ci` unless exactly this lock file was installed already. */
function install(directory) {
  const lock = createHash('sha256')
    .update(readFileSync(join(directory, 'package-lock.json')))
    .digest('hex')
  const mark = join(directory, 'node_modules/.installed-lock')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return
  step(
    `install packages in ${directory}`,
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund'],
    { cwd: directory },
  )
  writeFileSync(mark, lock)
}

function installSystemPackages(packages) {
  const missing = packages.filter(({ file }) => !existsSync(file)).map(({ name }) => name)
  if (missing.length === 0) return
  if (process.getuid() !== 0) {
    console.error(
      `# missing: ${missing.join(', ')}; install with\nsudo apt-get update && sudo apt-get install -y ${missing.join(' ')}`,
    )
    process.exit(1)
  }
  step('refresh the package lists', 'apt-get', ['update', '-qq'])
  step(`install ${missing.join(' ')}`, 'apt-get', [
    'install',
    '-y',
    '-qq',
    '--no-install-recommends',
    ...missing,
  ])
}

const SYSTEM_PACKAGES = [
  { name: 'bubblewrap', file: '/usr/bin/bwrap' },
  { name: 'python3', file: '/usr/bin/python3' },
  { name: 'git', file: '/usr/bin/git' },
]

const TRIPLET = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'

/** What the tests of the vault talk to: devices in software, programs that ask a person, and places to show them. */
export const VAULT_PACKAGES = [
  { name: 'age', file: '/usr/bin/age' },
  { name: 'chromium', file: '/usr/bin/chromium' },
  { name: 'dbus-daemon', file: '/usr/bin/dbus-run-session' },
  { name: 'gnome-keyring', file: '/usr/bin/gnome-keyring-daemon' },
  { name: 'libsecret-tools', file: '/usr/bin/secret-tool' },
  { name: 'libtss2-tcti-swtpm0', file: `/usr/lib/${TRIPLET}/libtss2-tcti-swtpm.so.0` },
  { name: 'opensc', file: '/usr/bin/pkcs11-tool' },
  { name: 'pinentry-curses', file: '/usr/bin/pinentry-curses' },
  { name: 'pinentry-gtk2', file: '/usr/bin/pinentry-gtk-2' },
  { name: 'pinentry-tty', file: '/usr/bin/pinentry-tty' },
  { name: 'softhsm2', file: '/usr/bin/softhsm2-util' },
  { name: 'swtpm', file: '/usr/bin/swtpm' },
  { name: 'tmux', file: '/usr/bin/tmux' },
  { name: 'tpm2-tools', file: '/usr/bin/tpm2_createprimary' },
  { name: 'xdg-utils', file: '/usr/bin/xdg-open' },
  { name: 'xdotool', file: '/usr/bin/xdotool' },
  { name: 'xvfb', file: '/usr/bin/Xvfb' },
]
