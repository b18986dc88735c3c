import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { withMemoryFile } from './memory-file.ts'

/** How a helper program that handles secrets ended. */
export interface SecretAnswer {
  /** Exit code; 127 when it could not be started, 124 when it was stopped for taking too long or saying too much. */
  readonly code: number
  /** The caller wipes it. */
  readonly output: Buffer
  /** What it said besides: text for people, without secrets. */
  readonly errors: string
}

export interface SecretRun {
  readonly timeoutMs: number
  /** All of its environment beside PATH. */
  readonly environment: Readonly<Record<string, string>>
  /** What it reads from standard input. The caller wipes it. */
  readonly input?: Uint8Array
  /** A second input, which it opens as `LENT_FILE`; it lies in memory and has no name. The caller wipes it. */
  readonly lent?: Uint8Array
}

/**
 * Runs a helper program to its end, found in PATH, without a shell. Secrets go in through pipes or a file in memory and come
 * back as bytes; the pieces in between are wiped, nothing becomes a string. Throws `AIRLOCK_VAULT_FACTOR_UNAVAILABLE` when there is no file
 * system in memory to lend from.
 */
export async function runWithSecrets(
  file: string,
  args: readonly string[],
  run: SecretRun,
): Promise<SecretAnswer> {
  if (run.lent === undefined) return start(file, args, run, 'ignore')
  return withMemoryFile(run.lent, (descriptor) => start(file, args, run, descriptor))
}

function start(
  file: string,
  args: readonly string[],
  run: SecretRun,
  lent: number | 'ignore',
): Promise<SecretAnswer> {
  const path = process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin'
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      env: { PATH: path, ...run.environment },
      stdio: ['pipe', 'pipe', 'pipe', lent],
    })
    let late = false
    const stop = () => {
      late ||= child.exitCode === null && child.signalCode === null
      child.kill('SIGKILL')
    }
    const timer = setTimeout(stop, run.timeoutMs)
    const output = collect(child.stdio[1], stop)
    const errors = collect(child.stdio[2], stop)
    const end = (code: number) => {
      clearTimeout(timer)
      resolve({ code: late ? 124 : code, output: output(), errors: errors().toString('utf8') })
    }
    child.once('error', () => end(127))
    // What it has said is there at once; what it started and left behind may hold its pipes open for ever.
    child.once('exit', () => {
      setTimeout(() => {
        for (const stream of [child.stdout, child.stderr]) stream?.destroy()
      }, LAST_WORDS_MS).unref()
    })
    child.once('close', (code) => end(code ?? 127))
    feed(child, run.input)
  })
}

/** A program that ends without reading breaks the pipe, which its exit code explains better. */
function feed(child: ChildProcess, input: Uint8Array | undefined): void {
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
}

/** Gathers a stream; the function returned puts the pieces together and wipes them. */
function collect(stream: Readable | null | undefined, stop: () => void): () => Buffer {
  const pieces: Buffer[] = []
  let length = 0
  stream?.on('data', (piece: Buffer) => {
    length += piece.length
    if (length > MAX_OUTPUT) stop()
    else pieces.push(piece)
  })
  return () => {
    const all = Buffer.alloc(pieces.reduce((sum, piece) => sum + piece.length, 0))
    let at = 0
    for (const piece of pieces.splice(0)) {
      at += piece.copy(all, at)
      piece.fill(0)
    }
    return all
  }
}

/** Where the program finds what was lent: its own descriptor 3 (proc(5)). */
export const LENT_FILE = '/proc/self/fd/3'
/** What these programs say fits many times. */
const MAX_OUTPUT = 1 << 20
const LAST_WORDS_MS = 200
