/** Attacks that write what is read-only, or plant what the host runs later. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { attempt, prepared } from './attempt.mjs'
import { bytes } from './syscall-probe.mjs'
import { call, succeed } from './system-calls.mjs'

export const writing = [
  {
    id: 'A06',
    title: 'gives a read-only file a second, writable name',
    threat: 'T2',
    quick: true,
    needs: ['readable', 'writable'],
    run: ({ readable, writable }) =>
      attempt({
        file: () => linked(present(readable), writable),
        program: () => linked(process.execPath, writable),
      }),
  },
  {
    id: 'A09',
    title: 'writes to what is shown read-only',
    threat: 'T2',
    quick: true,
    needs: ['readable'],
    run: ({ readable }) =>
      attempt({
        change: () => closeSync(openSync(present(readable), 'r+')) ?? 'opened',
        create: () => created(join(dirname(readable), 'planted')),
        mode: () => chmodSync(readable, 0o600) ?? 'changed',
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
        create: () => created(join(present(dirname(protectedFile)), basename(protectedFile))),
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
          prepared(() => writeFileSync(path, ''))
          chmodSync(path, 0o4755)
          return lstatSync(path).mode & 0o6000 ? 'set' : undefined
        }),
        group: cleaned(() => {
          prepared(() => writeFileSync(path, ''))
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
]

/** A refusal counts only where the target can be seen. */
function present(path) {
  prepared(() => lstatSync(path))
  return path
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

/** Leaves nothing behind where it succeeds, so that the unsealed control run can be repeated. */
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
    prepared(() => mkdirSync(path))
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
const STARTUP = [
  '.bashrc',
  '.profile',
  '.config/autostart/x.desktop',
  '.config/systemd/user/x.service',
]
