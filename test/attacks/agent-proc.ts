import { type ChildProcess, spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
} from 'node:fs'

/** What the kernel tells of another process. */

/** How often the bytes stand in the memory of a process (proc_pid_maps(5), proc_pid_mem(5)). */
export function occurrences(pid: number, bytes: Buffer): number {
  const descriptor = openSync(`/proc/${pid}/mem`, 'r')
  let count = 0
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
      const [, from = '', to = '', mode = ''] = /^(\w+)-(\w+) (\S+)/.exec(line) ?? []
      if (mode.startsWith('rw'))
        count += countIn(descriptor, BigInt(`0x${from}`), BigInt(`0x${to}`), bytes)
    }
  } finally {
    closeSync(descriptor)
  }
  return count
}

function countIn(descriptor: number, from: bigint, to: bigint, bytes: Buffer): number {
  const step = 8 * 1024 * 1024
  const piece = Buffer.alloc(step + bytes.length)
  let count = 0
  for (let at = from; at < to; at += BigInt(step)) {
    const wanted = Number(to - at) < piece.length ? Number(to - at) : piece.length
    const length = readAt(descriptor, piece, wanted, at)
    const seen = piece.subarray(0, length)
    for (let found = seen.indexOf(bytes); found !== -1; found = seen.indexOf(bytes, found + 1))
      if (found < step) count += 1
  }
  piece.fill(0)
  return count
}

/** Pages that were never touched, or belong to the kernel, answer EIO. */
function readAt(descriptor: number, into: Buffer, length: number, at: bigint): number {
  try {
    return readSync(descriptor, into, 0, length, at)
  } catch {
    return 0
  }
}

/** Ports on which the process listens: state 0A of proc_net_tcp(5) with an inode that it holds. */
export function listeningPorts(pid: number): readonly number[] {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).map(
      (name) => /socket:\[(\d+)\]/.exec(linkOf(`/proc/${pid}/fd/${name}`))?.[1],
    ),
  )
  return ['tcp', 'tcp6'].flatMap((name) =>
    contentOf(`/proc/${pid}/net/${name}`)
      .toString('latin1')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === '0A' && inodes.has(fields[9]))
      .map((fields) => Number.parseInt(fields[1]?.split(':')[1] ?? '', 16)),
  )
}

export function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

export function contentOf(path: string): Buffer {
  return existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
}

export function processesWith(word: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => contentOf(`/proc/${name}/cmdline`).toString().split('\0').includes(word))
    .map(Number)
}

export function isAlive(pid: number): boolean {
  return (
    existsSync(`/proc/${pid}/stat`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  )
}

/** Somebody else, where this user may become one. */
export const OTHER = process.getuid?.() === 0 ? 54_322 : undefined

export function asOther(file: string, ...args: readonly string[]) {
  const as = ['setpriv', `--reuid=${OTHER}`, `--regid=${OTHER}`, '--clear-groups', '--', file]
  const [command = '', ...rest] = [...(OTHER === undefined ? [file] : as), ...args]
  const env = { PATH: process.env['PATH'] ?? '', HOME: '/' }
  return spawnSync(command, rest, { encoding: 'utf8', timeout: 25_000, env })
}

export function shapesOf(key: Buffer): readonly Buffer[] {
  return [key, Buffer.from(key.toString('hex')), Buffer.from(key.toString('base64').slice(0, 42))]
}

export function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

export function said(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve) => {
    let all = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      all += chunk.toString()
      if (all.includes(text)) resolve()
    })
  })
}
