/** Attacks on other processes and on what the launcher left behind in this one. */
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { attempt, prepared, Refused } from './attempt.mjs'
import { bytes, word } from './syscall-probe.mjs'
import { call, reach, runCalls, succeed } from './system-calls.mjs'

export const processes = [
  {
    id: 'A24',
    title: 'reads the environment and arguments of other processes',
    threat: 'T4',
    quick: true,
    needs: ['secret'],
    run: ({ secret }) =>
      attempt(
        Object.fromEntries(
          ['environ', 'cmdline'].map((name) => [name, () => holdersOf(secret, name)]),
        ),
      ),
  },
  {
    id: 'A25',
    title: 'finds variables of the host in its own environment',
    threat: 'T4',
    quick: true,
    needs: ['secret'],
    run: ({ secret }) =>
      attempt({
        names: () => Object.keys(process.env).find((name) => FOREIGN.test(name)),
        values: () => Object.entries(process.env).find(([, value]) => value.includes(secret))?.[0],
        children: () => {
          const { status, stdout } = spawnSync(process.execPath, [
            '-p',
            'JSON.stringify(process.env)',
          ])
          if (status !== 0) throw new Error('the child did not run')
          return stdout.includes(secret) && 'the secret is there'
        },
      }),
  },
  {
    id: 'A26',
    title: 'uses descriptors that the launcher left open',
    threat: 'T4',
    quick: true,
    run: () =>
      attempt({
        // A program that Node starts inherits only what was inheritable before Node: 3 to 1022 are asked for one by one.
        inherited: () => {
          const calls = Array.from({ length: 1020 }, (_, index) => call('fcntl', index + 3, 1, 0))
          const open = runCalls(calls).flatMap((answer, index) => (answer >= 0 ? [index + 3] : []))
          return open.length > 0 ? open.join(' ') : undefined
        },
      }),
  },
  {
    id: 'A27',
    title: 'walks out of its descriptors’ directories',
    threat: 'T1',
    quick: true,
    needs: ['hostFile'],
    run: ({ hostFile }) =>
      attempt(
        Object.fromEntries(
          readdirSync('/proc/self/fd').map((number) => [
            number,
            () => readFileSync(`/proc/self/fd/${number}/../../../../../..${hostFile}`, 'utf8'),
          ]),
        ),
      ),
  },
  {
    id: 'A28',
    title: 'traces and reads other processes',
    threat: 'T6',
    quick: true,
    run: () =>
      withSibling((sibling) =>
        attempt({
          seize: () => succeed([call('ptrace', PTRACE_SEIZE, sibling, 0, 0)]),
          'seize init': () => reach([call('ptrace', PTRACE_SEIZE, 1, 0, -1)]),
          read: () => reach([call('process_vm_readv', sibling, 0, 0, 0, 0, 0)]),
          compare: () => reach([call('kcmp', sibling, 1, 0, 0, 0)]),
          memory: () => closeSync(openSync('/proc/1/mem', 'r+')) ?? 'opened',
        }),
      ),
  },
  {
    id: 'A29',
    title: 'finds and signals processes of the host',
    threat: 'T6',
    quick: true,
    needs: ['hostProcess'],
    run: ({ hostProcess }) =>
      attempt({
        signal: () => process.kill(hostProcess, 0) && 'it would receive signals',
        descriptor: () => succeed([call('pidfd_open', hostProcess, 0)]),
        listing: () => existsSync(`/proc/${hostProcess}/status`) && 'it is listed',
      }),
  },
  {
    id: 'A39',
    title: 'reaches the launcher through its own standard input',
    threat: 'T6',
    quick: true,
    run: () => {
      const option = bytes(Buffer.alloc(8))
      const length = bytes(Buffer.from([4, 0, 0, 0]))
      return attempt({
        // SO_PEERPIDFD of unix(7) names the other end of a socket; signal 0 only asks whether it may be signalled.
        signal: () =>
          succeed(
            [
              call('getsockopt', 0, 1, 77, option, length),
              call('pidfd_send_signal', word(option), 0, 0, 0),
            ],
            { stdio: ['inherit', 'pipe', 'ignore'] },
          ),
      })
    },
  },
  {
    id: 'A40',
    title: 'holds capabilities or runs without the filter',
    threat: 'T5',
    quick: true,
    run: () => {
      const status = readFileSync('/proc/self/status', 'utf8')
      const field = (name) => new RegExp(`^${name}:\\s*(\\S+)$`, 'm').exec(status)?.[1]
      const differs = (name, wanted) => () =>
        field(name) === wanted ? undefined : `${name} is ${field(name)}`
      return attempt({
        ...Object.fromEntries(
          ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((name) => [
            name,
            differs(name, '0'.repeat(16)),
          ]),
        ),
        NoNewPrivs: differs('NoNewPrivs', '1'),
        Seccomp: differs('Seccomp', '2'),
      })
    },
  },
  {
    id: 'A44',
    title: 'leaves a process behind when it ends',
    threat: 'T9',
    quick: false,
    // The server can always start it; whether it outlives the session is seen from outside, in the file.
    expected: 'done',
    needs: ['writable'],
    run: ({ writable }) => {
      const beat = `const end = Date.now() + 15000; setInterval(() => { require('node:fs').appendFileSync(process.argv[1], '.'); if (Date.now() > end) process.exit() }, 50)`
      const child = spawn(process.execPath, ['-e', beat, join(writable, 'heartbeat')], {
        detached: true,
        stdio: 'ignore',
      })
      child.unref()
      return attempt({ daemon: () => child.pid !== undefined && 'started' })
    },
  },
  {
    id: 'A77',
    title: 'meets another server of the same profile',
    threat: 'T6',
    quick: true,
    needs: ['marker'],
    run: ({ marker }) =>
      attempt(
        Object.fromEntries(
          ['/tmp', '/dev/shm'].map((folder) => [
            folder,
            () => {
              const others = readdirSync(folder).filter((name) => /^airlock-met-/.test(name))
              prepared(() => writeFileSync(join(folder, `airlock-met-${marker}`), ''))
              const met = others.filter((name) => name !== `airlock-met-${marker}`)
              return met.length > 0 ? met.join(' ') : undefined
            },
          ]),
        ),
      ),
  },
]

/** Processes whose file in /proc holds the text; this server's own arguments never do. */
function holdersOf(secret, name) {
  const holders = readdirSync('/proc').filter((entry) => {
    if (!/^\d+$/.test(entry)) return false
    try {
      return readFileSync(`/proc/${entry}/${name}`).includes(secret)
    } catch {
      return false
    }
  })
  if (!existsSync(`/proc/self/${name}`)) throw new Refused('ENOENT')
  return holders.length > 0 ? `in ${holders.join(' ')}` : undefined
}

async function withSibling(way) {
  const sibling = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 9000)'], { stdio: 'ignore' })
  // Without a listener the error would end the server; a missing number says the same.
  sibling.on('error', () => undefined)
  try {
    if (sibling.pid === undefined) throw new Error('no sibling')
    return await way(sibling.pid)
  } finally {
    sibling.kill('SIGKILL')
  }
}

/** include/uapi/linux/ptrace.h: attaches without stopping the other. */
const PTRACE_SEIZE = 0x4206
/** Names through which a host steers or feeds what it starts. */
const FOREIGN =
  /^(?:LD_|PYTHON|BASH_ENV|GIT_|SSH_|GPG_|DBUS_|XDG_RUNTIME_DIR|DISPLAY|WAYLAND_|AWS_|GITHUB_|NODE_OPTIONS|npm_|(?:https?|all)_proxy)/i
