import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** The module of Debian's softhsm2. */
export const SOFTHSM = '/usr/lib/softhsm/libsofthsm2.so'

/** A new software token below `directory`; what comes back is the environment in which the module finds it. */
export function makeToken(
  directory: string,
  { label, pin }: { readonly label: string; readonly pin: string },
): Readonly<Record<string, string>> {
  mkdirSync(join(directory, 'tokens'), { recursive: true, mode: 0o700 })
  const conf = join(directory, 'softhsm2.conf')
  writeFileSync(conf, `directories.tokendir = ${directory}/tokens\nlog.level = ERROR\n`)
  const environment = { SOFTHSM2_CONF: conf, HOME: directory }
  execFileSync(
    'softhsm2-util',
    ['--init-token', '--free', '--label', label, '--pin', pin, '--so-pin', '87654321'],
    { env: { ...process.env, ...environment }, stdio: 'pipe' },
  )
  return environment
}

/** Something that runs until `stop`, which ends it by its own process id. */
export interface Device {
  readonly environment: Readonly<Record<string, string>>
  stop(): Promise<void>
}

/** A TPM 2.0 of software, with the state of its directory: the same directory again is the same TPM, another one is another. */
export async function startTpm(directory: string): Promise<Device> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const socket = join(directory, 's')
  // The other end looks for the control channel beside the socket (tss2-tcti-swtpm(7)).
  const places = [`type=unixio,path=${socket}`, `type=unixio,path=${socket}.ctrl`] as const
  const flags = ['--flags', 'not-need-init,startup-clear']
  const state = ['--tpmstate', `dir=${directory}`]
  const args = ['socket', '--tpm2', ...state, '--server', places[0], '--ctrl', places[1], ...flags]
  const child = spawn('swtpm', args, { stdio: 'ignore' })
  await until(() => existsSync(socket) && existsSync(`${socket}.ctrl`), child, 'swtpm')
  return {
    environment: { TPM2TOOLS_TCTI: `swtpm:path=${socket}` },
    stop: async () => {
      await end(child)
      rmSync(socket, { force: true })
      rmSync(`${socket}.ctrl`, { force: true })
    },
  }
}

/** A session bus with nothing on it and nothing that it could start. */
export async function startBus(directory: string): Promise<Device> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const socket = join(directory, 'bus')
  const args = ['--session', '--nofork', `--address=unix:path=${socket}`]
  const child = asNamedUser(directory, 'dbus-daemon', args, { XDG_DATA_DIRS: directory })
  child.stdin?.end()
  await until(() => existsSync(socket), child, 'dbus-daemon')
  return {
    environment: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}` },
    stop: async () => {
      await end(child)
      rmSync(socket, { force: true })
    },
  }
}

/** GNOME Keyring on a bus, its files below `directory`: unlocked with a password, or locked when there is none. */
export async function startKeyring(
  directory: string,
  bus: Device,
  password?: string,
): Promise<Device> {
  const run = join(directory, 'run')
  mkdirSync(run, { recursive: true, mode: 0o700 })
  const mode = password === undefined ? [] : ['--unlock']
  const child = asNamedUser(
    directory,
    'gnome-keyring-daemon',
    ['--foreground', '--components=secrets', ...mode],
    { ...bus.environment, HOME: directory, XDG_RUNTIME_DIR: run, XDG_DATA_HOME: directory },
  )
  child.stdin?.end(password)
  await until(() => hasOwner(bus, 'org.freedesktop.secrets'), child, 'gnome-keyring-daemon')
  return { environment: bus.environment, stop: () => end(child) }
}

/** Debian's dbus and libsecret cannot do without an entry for their user, which a user in a container may not have. */
function asNamedUser(
  directory: string,
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  const passwd = join(directory, 'passwd')
  const [uid, gid] = [process.getuid?.(), process.getgid?.()]
  const known = readFileSync('/etc/passwd', 'utf8')
  writeFileSync(passwd, `${known}airlock-test:x:${uid}:${gid}::${directory}:/bin/sh\n`)
  return spawn(
    'bwrap',
    [
      '--die-with-parent',
      '--dev-bind',
      '/',
      '/',
      '--ro-bind',
      passwd,
      '/etc/passwd',
      program,
      ...args,
    ],
    { env: { PATH: process.env['PATH'], ...environment }, stdio: ['pipe', 'ignore', 'ignore'] },
  )
}

function hasOwner(bus: Device, name: string): boolean {
  const { DBUS_SESSION_BUS_ADDRESS: address = '' } = bus.environment
  try {
    const to = ['--dest=org.freedesktop.DBus', '--print-reply', '/org/freedesktop/DBus']
    const args = [`--bus=${address}`, ...to, 'org.freedesktop.DBus.NameHasOwner', `string:${name}`]
    return execFileSync('dbus-send', args, { stdio: ['ignore', 'pipe', 'ignore'] }).includes('true')
  } catch {
    return false
  }
}

async function until(ready: () => boolean, child: ChildProcess, name: string): Promise<void> {
  const failed: { error?: Error } = {}
  child.once('error', (error) => {
    failed.error = error
  })
  for (let left = 500; left > 0; left--) {
    if (ready()) return
    if (failed.error !== undefined || child.exitCode !== null)
      throw new Error(`${name} did not start (${failed.error?.message ?? child.exitCode})`)
    await wait(20)
  }
  await end(child)
  throw new Error(`${name} was not ready in time`)
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}
