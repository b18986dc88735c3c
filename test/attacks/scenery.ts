import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { syscallsArm64 } from '../../src/sandbox/seccomp/syscalls-arm64.ts'
import { syscallsX64 } from '../../src/sandbox/seccomp/syscalls-x64.ts'
import { buildProbe, bytes, result, runProbe } from '../servers/hostile/syscall-probe.mjs'

/** A host in miniature: everything that an attack could want, and a way to see whether it got it. */
export interface Scenery {
  readonly root: string
  /** Where the hostile server is, and the profile that lets it run. */
  readonly server: string
  readonly profile: string
  /** The arguments of every attack. */
  readonly context: {
    readonly hostHome: string
    readonly hostFile: string
    readonly hostDirectory: string
    readonly readable: string
    readonly writable: string
    readonly protectedFile: string
    readonly ownFiles: readonly string[]
    readonly secret: string
    readonly hostProcess: number
    readonly hostPort: number
    readonly hostUdpPort: number
    readonly hostSocket: string
    readonly hostDatagram: string
    readonly hostAbstract: string
    readonly sharedMemoryKey: number
    readonly limits: typeof LIMITS
  }
  /** The variable that holds the secret in the environment of whoever starts the server. */
  readonly environment: Readonly<Record<string, string>>
  /** Unprivileged user to run as, when the tests themselves run as root. */
  readonly uid: number | undefined
  /** Everything that an attack may have changed on this host; equal before and after when nothing happened. */
  effects(): Effects
  remove(): Promise<void>
}

export interface Effects {
  /** Path to mode and content, for every file. */
  readonly files: Readonly<Record<string, string>>
  readonly connections: number
  readonly datagrams: number
}

/** What the chamber's profile must say too; small, so that reaching them costs little. */
export const LIMITS = {
  processes: 64,
  // Node 24 takes more than half of this before its first line.
  memoryPerProcess: 1024 * 1024 * 1024,
  fileBytes: 16 * 1024 * 1024,
  tmpBytes: 8 * 1024 * 1024,
} as const

/** Text that stands in every secret file; it must never come out of a chamber. */
export const TREASURE = 'treasure-of-the-host'

export async function buildScenery(): Promise<Scenery> {
  const root = mkdtempSync('/var/tmp/airlock-attacks-')
  const uid = process.getuid?.() === 0 ? NOBODY : undefined
  const home = join(root, 'home')
  const writable = join(root, 'work')
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  cpSync(HOSTILE, join(root, 'server'), { recursive: true })
  writeFileSync(join(root, 'own/profile.jsonc'), JSON.stringify(profileOf(root)))
  if (uid !== undefined) own(root, uid)
  chmodSync(root, 0o755)
  const name = root.split('/').at(-1) ?? ''
  const heard = { connections: 0, datagrams: 0 }
  const servers = await Promise.all([
    listening(heard, { port: 0, host: '127.0.0.1' }),
    listening(heard, { path: join(writable, 'host.sock') }),
    listening(heard, { path: `\0${name}` }),
  ])
  chmodSync(join(writable, 'host.sock'), 0o777)
  const udp = createSocket('udp4').on('message', () => (heard.datagrams += 1))
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve))
  const datagram = join(writable, 'host.dgram')
  const mailbox = await openMailbox(join(root, 'mailbox'), datagram, () => (heard.datagrams += 1))
  const key = process.pid
  const segment = sharedMemory(join(root, 'shm'), key)
  return {
    root,
    uid,
    server: join(root, 'server/server.mjs'),
    profile: join(root, 'own/profile.jsonc'),
    environment: { AIRLOCK_HOST_TOKEN: `${TREASURE}-token` },
    context: {
      hostHome: home,
      hostFile: join(home, '.ssh/id_ed25519'),
      hostDirectory: join(root, 'elsewhere'),
      readable: join(root, 'shown/shown'),
      writable,
      protectedFile: join(writable, '.git/hooks/pre-commit'),
      ownFiles: [join(root, 'own/profile.jsonc'), join(root, 'own/launcher.js')],
      secret: `${TREASURE}-token`,
      hostProcess: process.pid,
      hostPort: portOf(servers[0]),
      hostUdpPort: udp.address().port,
      hostSocket: join(writable, 'host.sock'),
      hostDatagram: datagram,
      hostAbstract: name,
      sharedMemoryKey: key,
      limits: LIMITS,
    },
    effects: () => ({ files: snapshot(root), ...heard }),
    remove: async () => {
      mailbox.kill('SIGKILL')
      segment.remove()
      udp.close()
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** Mode and content of everything under a directory; sockets and directories by their mode alone. */
export function snapshot(root: string): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted()
  return Object.fromEntries(
    paths.map((path) => {
      const stat = statSync(join(root, path))
      const content = stat.isFile() ? readFileSync(join(root, path), 'latin1').slice(0, 200) : ''
      return [path, `${stat.mode.toString(8)} ${stat.nlink > 1 && stat.isFile()} ${content}`]
    }),
  )
}

/** What the chamber's server is shown: one directory to read, one to write, and nothing else of the scenery. */
function profileOf(root: string) {
  return {
    runtime: 'node',
    // What the launcher itself writes would look like an effect of an attack.
    pins: 'off',
    command: [process.execPath, join(root, 'server/server.mjs')],
    filesystem: {
      read: [join(root, 'shown'), join(root, 'server')],
      write: [join(root, 'work')],
      protect: [join(root, 'work/.git/hooks')],
      tmp: LIMITS.tmpBytes,
    },
    limits: {
      processes: LIMITS.processes,
      memoryPerProcess: LIMITS.memoryPerProcess,
      fileBytes: LIMITS.fileBytes,
    },
  }
}

function own(root: string, uid: number) {
  for (const path of ['', ...readdirSync(root, { recursive: true, encoding: 'utf8' })])
    chownSync(join(root, path), uid, uid)
}

function listening(heard: { connections: number }, options: object): Promise<Server> {
  const server = createServer((socket) => {
    heard.connections += 1
    socket.destroy()
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options, () => resolve(server))
  })
}

function portOf(server: Server | undefined): number {
  const address = server?.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return address.port
}

/** A datagram socket with a name, which Node cannot make: a probe binds it, says so, and waits for one message. */
async function openMailbox(program: string, path: string, onMessage: () => void) {
  const name = bytes(Buffer.concat([Buffer.from([1, 0]), Buffer.from(`${path}\0`)]))
  const length = 2 + path.length + 1
  const calls = [
    // PR_SET_PDEATHSIG (prctl(2)): it never outlives the tests.
    { number: numberOf('prctl'), args: [1, 9] },
    { number: numberOf('socket'), args: [1, 2, 0] },
    { number: numberOf('bind'), args: [result(1), name, length] },
    { number: numberOf('fchmodat'), args: [-100, bytes(path), 0o777, 0] },
    { number: numberOf('write'), args: [1, bytes('bound'), 5] },
    { number: numberOf('recvfrom'), args: [result(1), bytes(Buffer.alloc(64)), 64, 0, 0, 0] },
  ]
  writeFileSync(program, buildProbe(calls))
  chmodSync(program, 0o700)
  const child = spawn(program, [], { stdio: ['ignore', 'pipe', 'ignore'] })
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', () => reject(new Error('the mailbox did not open')))
  })
  child.stdout.on('data', onMessage)
  return child
}

function sharedMemory(program: string, key: number) {
  const [id] = runProbe(program, [
    { number: numberOf('shmget'), args: [key, 4096, 0o1666] },
  ]).results
  if (id === undefined || id < 0) throw new Error('no shared memory')
  return { remove: () => runProbe(program, [{ number: numberOf('shmctl'), args: [id, 0, 0] }]) }
}

function numberOf(name: string): number {
  const number = (process.arch === 'arm64' ? syscallsArm64 : syscallsX64).get(name)
  if (number === undefined) throw new Error(`no number for ${name}`)
  return number
}

const HOSTILE = join(import.meta.dirname, '../servers/hostile')
const NOBODY = 65534
const FILES = {
  'home/.ssh/id_ed25519': TREASURE,
  'home/.npmrc': TREASURE,
  'home/.bashrc': '# nothing\n',
  'home/.profile': '# nothing\n',
  'elsewhere/marker': TREASURE,
  'shown/shown': 'shown\n',
  'work/.git/hooks/sample': '# nothing\n',
  'work/.git/config': '[core]\n',
  'work/document.txt': 'text\n',
  'own/launcher.js': '// nothing\n',
}
