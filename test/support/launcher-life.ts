import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { airlock } from './launcher.ts'
import { layOut, type Place, type Subject } from './servers.ts'

/** A started launcher whose own and whose server's command lines carry one marker. */
export interface Started {
  readonly process: ChildProcessWithoutNullStreams
  readonly closed: Promise<unknown>
  send(message: Record<string, unknown>): void
  /** Settles with the first bytes of output; rejects when the output ends without any. */
  firstOutput(): Promise<void>
  errors(): string
}

/** The bare echo server, named so that its processes can be found. */
export function markedServer(marker: string, ...args: string[]): Subject {
  const file = join(import.meta.dirname, '..', 'bench', 'echo-server.mjs')
  return {
    name: marker,
    command: () => ['node', file, ...args, `--marker=${marker}`],
    script: () => ({ calls: [] }),
  }
}

/** The command that a client would start, its profile written. */
export function commandFor(subject: Subject, place: Place): readonly string[] {
  layOut(place)
  return airlock(subject, place)
}

/** Starts a command as a desktop client does: HOME and PATH, `/`, three pipes. */
export function start(command: readonly string[], home: string): Started {
  const [program = '', ...args] = command
  const child = spawn(program, args, { cwd: '/', env: { HOME: home, PATH: process.env['PATH'] } })
  const chunks: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const errors = () => Buffer.concat(chunks).toString()
  const closed = once(child, 'close')
  // Writing to one that is gone is part of what these tests do.
  child.stdin.on('error', () => {})
  const output = new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.stdout.once('end', () => reject(new Error(`no output: ${errors()}`)))
  })
  output.catch(() => {})
  return {
    process: child,
    closed,
    send: (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
    firstOutput: () => output,
    errors,
  }
}

/** Processes whose command line carries the marker, and everything they have started, as `pid command`. */
export function alive(marker: string): string[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const table = all.flatMap((pid) => describe(pid))
  const found = new Set(table.filter(({ line }) => line.includes(marker)).map(({ pid }) => pid))
  for (let size = -1; size !== found.size; ) {
    size = found.size
    for (const { pid, parent } of table) if (found.has(parent)) found.add(pid)
  }
  return table.filter(({ pid }) => found.has(pid)).map(({ pid, line }) => `${pid} ${line}`)
}

/** Kills what carries the marker, which only processes of the calling test do. */
export function sweep(marker: string): void {
  for (const text of alive(marker)) process.kill(Number(text.split(' ', 1)[0]), 'SIGKILL')
}

/** Those of `before` that still run; waits for at most `ms`. A process is known by its number and its start time. */
export async function survivors(marker: string, before: readonly Known[], ms: number) {
  const until = performance.now() + ms
  for (;;) {
    const left = [...alive(marker), ...before.filter(isSame).map(({ pid }) => `${pid} (known)`)]
    if (left.length === 0 || performance.now() > until) return left
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

/** A process that was seen, whatever its command line may be later. */
export interface Known {
  readonly pid: string
  readonly startTime: string
}

/** The processes of `alive`, fit to be recognised later even when their parent is gone. */
export function known(marker: string): Known[] {
  return alive(marker).flatMap((text) => {
    const pid = text.split(' ', 1)[0] as string
    const startTime = stat(pid)?.[19]
    return startTime === undefined ? [] : [{ pid, startTime }]
  })
}

function isSame({ pid, startTime }: Known): boolean {
  const fields = stat(pid)
  return fields?.[19] === startTime && fields[0] !== 'Z'
}

function describe(pid: string): { pid: string; parent: string; line: string }[] {
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    const fields = stat(pid)
    // A zombie is dead; only its parent has not asked yet.
    return fields === undefined || fields[0] === 'Z' ? [] : [{ pid, parent: fields[1] ?? '', line }]
  } catch {
    return []
  }
}

/** The fields of /proc/PID/stat after the command: state, parent, … start time as the twentieth (proc_pid_stat(5)). */
function stat(pid: string): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
