/** Attacks that read what is not shown. */
import { lstatSync, readdirSync, readFileSync, rmSync, symlinkSync, watch } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { attempt, prepared } from './attempt.mjs'
import { bytes } from './syscall-probe.mjs'
import { call, reach } from './system-calls.mjs'

export const reading = [
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
    run: ({ hostDirectory, hostHome, readable = '', writable = '' }) => {
      const shown = [import.meta.dirname, process.execPath, readable, writable]
      return attempt(
        Object.fromEntries(
          [hostDirectory, hostHome, ...PLACES].map((path) => [path, () => entriesOf(path, shown)]),
        ),
      )
    },
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

/** What lies on the way to something shown has to be there: a program may be installed anywhere. */
function entriesOf(path, shown) {
  const names = readdirSync(path).filter(
    (name) => !shown.some((one) => `${one}/`.startsWith(`${path}/${name}/`)),
  )
  // The home directory inside may share its path with the user's; it is then an empty directory in memory.
  return names.length === 0 ? undefined : names.slice(0, 5).join(' ')
}

function throughLink(folder, target) {
  const path = join(folder, `link-${process.pid}`)
  try {
    prepared(() => symlinkSync(target, path))
    return readFileSync(path, 'utf8')
  } finally {
    rmSync(path, { force: true })
  }
}

const KEYS = [
  '.ssh/id_ed25519',
  '.aws/credentials',
  '.npmrc',
  '.config/gcloud/credentials.db',
  '.netrc',
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
