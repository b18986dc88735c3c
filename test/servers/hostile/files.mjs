/** Attacks on files: reading what is not shown, writing what is read-only, planting what the host runs later. */

import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { attempt } from './attempt.mjs'
import { bytes } from './syscall-probe.mjs'
import { call, reach, succeed } from './system-calls.mjs'

export const files = [
  {
    id: 'A01',
    title: 'reads keys and tokens of the user',
    threat: 'T1',
    quick: true,
    needs: ['hostFile', 'hostHome'],
    run: ({ hostFile, hostHome }) =>
      attempt({
        [hostFile]: () => readFileSync(hostFile, 'utf8'),
        ...Object.fromEntries(
          KEYS.map((name) => [name, () => readFileSync(join(hostHome, name), 'utf8')]),
        ),
      }),
  },
  {
    id: 'A02',
    title: 'lists directories of the host',
    threat: 'T1',
    quick: true,
    needs: ['hostDirectory', 'hostHome'],
    run: ({ hostDirectory, hostHome }) =>
      attempt(
        Object.fromEntries(
          [hostDirectory, hostHome, ...PLACES].map((path) => [path, () => entriesOf(path)]),
        ),
      ),
  },
  {
    id: 'A03',
    title: 'reads the accounts of the machine',
    threat: 'T1',
    quick: true,
    run: () =>
      attempt({
        shadow: () => readFileSync('/etc/shadow', 'utf8'),
        passwd: () =>
          /^(?:daemon|bin|sys|_apt)\b.*$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[0],
        machine: () => readFileSync('/etc/machine-id', 'utf8'),
      }),
  },
  {
    id: 'A04',
    title: 'asks whether a file of the host exists',
    threat: 'T1',
    quick: true,
    needs: ['hostFile'],
    run: ({ hostFile }) =>
      attempt({
        stat: () => lstatSync(hostFile).size,
        directory: () => lstatSync(dirname(hostFile)).ino,
        watch: () => watch(hostFile).close() ?? 'watched',
      }),
  },
  {
    id: 'A05',
    title: 'follows a symbolic link out of a writable directory',
    threat: 'T1',
    quick: true,
    needs: ['hostFile', 'writable'],
    run: ({ hostFile, writable }) =>
      attempt({
        absolute: () => throughLink(writable, hostFile),
        relative: () => throughLink(writable, relative(writable, hostFile)),
        dots: () => readFileSync(`${writable}/${'../'.repeat(20)}${hostFile.slice(1)}`, 'utf8'),
      }),
  },
  {
    id: 'A06',
    title: 'gives a read-only file a second, writable name',
    threat: 'T2',
    quick: true,
    needs: ['readable', 'writable'],
    run: ({ readable, writable }) =>
      attempt({
        file: () => linked(join(readable, 'shown'), writable),
        program: () => linked(process.execPath, writable),
      }),
  },
  {
    id: 'A08',
    title: 'leaves through the root and working directories in /proc',
    threat: 'T1',
    quick: true,
    needs: ['hostFile'],
    run: ({ hostFile }) =>
      attempt(
        Object.fromEntries(
          [
            '/proc/self/root',
            '/proc/1/root',
            '/proc/self/cwd/../../../../../..',
            `/proc/${process.ppid}/root`,
          ].map((root) => [root, () => readFileSync(root + hostFile, 'utf8')]),
        ),
      ),
  },
  {
    id: 'A09',
    title: 'writes to what is shown read-only',
    threat: 'T2',
    quick: true,
    needs: ['readable'],
    run: ({ readable }) =>
      attempt({
        change: () => closeSync(openSync(join(readable, 'shown'), 'a')) ?? 'opened',
        create: () => created(join(readable, 'planted')),
        mode: () => chmodSync(join(readable, 'shown'), 0o600) ?? 'changed',
        program: () => closeSync(openSync(process.execPath, 'r+')) ?? 'opened',
        server: () => closeSync(openSync(process.argv[1], 'a')) ?? 'opened',
        root: () => created('/planted'),
        etc: () => created('/etc/planted'),
        usr: () => created('/usr/planted'),
        passwd: () => closeSync(openSync('/etc/passwd', 'a')) ?? 'opened',
      }),
  },
  {
    id: 'A10',
    title: 'writes a protected file of a writable directory',
    threat: 'T3',
    quick: true,
    needs: ['protectedFile'],
    run: ({ protectedFile }) =>
      attempt({
        create: () => created(protectedFile),
        beside: () => created(`${protectedFile}-2`),
      }),
  },
  {
    id: 'A11',
    title: 'renames the parents of a protected file and builds them anew',
    threat: 'T3',
    quick: true,
    needs: ['protectedFile', 'writable'],
    run: ({ protectedFile, writable }) => {
      const parents = parentsOf(protectedFile, writable)
      return attempt(
        Object.fromEntries(
          parents.map((path) => [basename(path), () => replanted(path, protectedFile)]),
        ),
      )
    },
  },
  {
    id: 'A13',
    title: 'writes files that start with the user’s session',
    threat: 'T3',
    quick: true,
    needs: ['hostHome'],
    run: ({ hostHome }) =>
      attempt(
        Object.fromEntries(
          STARTUP.map((name) => [
            name,
            () => closeSync(openSync(join(hostHome, name), 'r+')) ?? 'opened',
          ]),
        ),
      ),
  },
  {
    id: 'A14',
    title: 'writes the launcher’s own files and profile',
    threat: 'T3',
    quick: true,
    needs: ['ownFiles'],
    run: ({ ownFiles }) =>
      attempt(
        Object.fromEntries(
          ownFiles.map((path) => [path, () => closeSync(openSync(path, 'r+')) ?? 'opened']),
        ),
      ),
  },
  {
    id: 'A17',
    title: 'makes set-user-id files and device nodes',
    threat: 'T3',
    quick: true,
    needs: ['writable'],
    run: ({ writable }) => {
      const path = join(writable, `planted-${process.pid}`)
      const cleaned = (way) => () => {
        try {
          return way()
        } finally {
          rmSync(path, { recursive: true, force: true })
        }
      }
      return attempt({
        chmod: cleaned(() => {
          writeFileSync(path, '')
          chmodSync(path, 0o4755)
          return lstatSync(path).mode & 0o6000 ? 'set' : undefined
        }),
        group: cleaned(() => {
          writeFileSync(path, '')
          chmodSync(path, 0o2755)
          return lstatSync(path).mode & 0o6000 ? 'set' : undefined
        }),
        open: cleaned(() => succeed([call('openat', -100, bytes(path), 0o102, 0o4755)])),
        // Bits that the kernel ignores, set to slip past a comparison of 64 bits.
        high: cleaned(() =>
          succeed([call('openat', -100, bytes(path), 0o102n | (1n << 40n), 0o4755n | (1n << 40n))]),
        ),
        mkdir: cleaned(() => succeed([call('mkdirat', -100, bytes(path), 0o2755)])),
        mknod: cleaned(() => succeed([call('mknodat', -100, bytes(path), 0o104755, 0)])),
        device: cleaned(() => succeed([call('mknodat', -100, bytes(path), 0o020666, 0)])),
      })
    },
  },
  {
    id: 'A21',
    title: 'fills directories in memory, and one file without end',
    threat: 'T8',
    quick: false,
    needs: ['writable', 'limits'],
    run: ({ writable, limits }) =>
      attempt({
        tmp: () => filled(tmpdir(), limits.tmpBytes),
        shm: () => filled('/dev/shm', limits.tmpBytes),
        home: () => filled(homedir(), limits.tmpBytes),
        file: () => sparse(join(writable, `large-${process.pid}`), limits.fileBytes),
      }),
  },
  {
    id: 'A22',
    title: 'opens files by handle and listens to file systems',
    threat: 'T1',
    quick: true,
    run: () =>
      attempt({
        handle: () => reach([call('name_to_handle_at', -1, bytes('/'), 0, 0, 0)]),
        open: () => reach([call('open_by_handle_at', -1, 0, 0)]),
        fanotify: () => reach([call('fanotify_init', 0xffffffff, 0)]),
      }),
  },
]

function entriesOf(path) {
  const names = readdirSync(path)
  // The home directory inside may share its path with the user's; it is then an empty directory in memory.
  return names.length === 0 ? undefined : names.slice(0, 5).join(' ')
}

function throughLink(folder, target) {
  const path = join(folder, `link-${process.pid}`)
  try {
    symlinkSync(target, path)
    return readFileSync(path, 'utf8')
  } finally {
    rmSync(path, { force: true })
  }
}

function linked(source, folder) {
  const path = join(folder, `hard-${process.pid}`)
  try {
    linkSync(source, path)
    return 'linked'
  } finally {
    rmSync(path, { force: true })
  }
}

function created(path) {
  const there = existsSync(path)
  writeFileSync(path, 'planted\n', { flag: 'a' })
  if (!there) rmSync(path)
  return 'written'
}

/** Every directory between the writable root and the file, nearest the root first. */
function parentsOf(file, root) {
  const parents = []
  for (let at = dirname(file); at !== root && at !== '/'; at = dirname(at)) parents.unshift(at)
  return parents
}

function replanted(parent, file) {
  const aside = `${parent}-aside-${process.pid}`
  renameSync(parent, aside)
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, 'planted\n')
    return 'planted'
  } finally {
    rmSync(parent, { recursive: true, force: true })
    renameSync(aside, parent)
  }
}

/** Writes until the system stops it or twice the promised size is there; many files, so that no limit on one is met first. */
function filled(folder, limit) {
  const path = join(folder, `fill-${process.pid}`)
  const chunk = Buffer.alloc(Math.min(4 * MEGABYTE, limit))
  try {
    mkdirSync(path)
    for (let written = 0; written <= Math.min(2 * limit, 512 * MEGABYTE); written += chunk.length)
      writeFileSync(join(path, String(written)), chunk)
    return `wrote past ${limit} bytes`
  } finally {
    rmSync(path, { recursive: true, force: true })
  }
}

/** A sparse file: the limit counts its length, the disk nothing. In a child, because the signal SIGXFSZ may end it. */
function sparse(path, limit) {
  const script = `require('node:fs').writeFileSync(process.argv[1], ''); require('node:fs').truncateSync(process.argv[1], Number(process.argv[2]))`
  try {
    const { status, signal, error } = spawnSync(
      process.execPath,
      ['-e', script, path, String(limit * 2)],
      {
        encoding: 'utf8',
      },
    )
    if (error !== undefined) throw new Error('the child did not run')
    if (status === 0) return lstatSync(path).size > limit ? `made ${limit * 2} bytes` : undefined
    return signal === 'SIGXFSZ' || existsSync(path)
      ? undefined
      : Promise.reject(new Error('no file'))
  } finally {
    rmSync(path, { force: true })
  }
}

const MEGABYTE = 1024 * 1024
const KEYS = [
  '.ssh/id_ed25519',
  '.aws/credentials',
  '.npmrc',
  '.config/gcloud/credentials.db',
  '.netrc',
]
const STARTUP = [
  '.bashrc',
  '.profile',
  '.config/autostart/x.desktop',
  '.config/systemd/user/x.service',
]
const PLACES = [
  '/root',
  '/run',
  '/var/lib',
  '/sys/class',
  '/mnt',
  '/media',
  '/boot',
  '/srv',
  '/opt',
]
