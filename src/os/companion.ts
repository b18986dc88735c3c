import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** A helper program that is spoken with while it runs. */
export interface Companion {
  readonly input: Writable
  readonly output: Readable
  /** Settles when it is gone, or could not be started. */
  readonly exited: Promise<void>
  /** SIGTERM, which lets it put a terminal back, and SIGKILL when it is still there a second later. */
  end(): void
}

/** Starts one in `/` without a shell, with only the given environment; what it writes to standard error is dropped. */
export function startCompanion(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Companion {
  const child = spawn(file, [...args], {
    cwd: '/',
    env: { ...environment },
    shell: false,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  let force: NodeJS.Timeout | undefined
  let isGone = false
  const exited = new Promise<void>((resolve) => {
    child.once('error', () => resolve())
    child.once('exit', () => resolve())
  }).then(() => {
    isGone = true
    clearTimeout(force)
  })
  // A program that is gone reads nothing more: the end of its output says so.
  child.stdin.on('error', () => undefined)
  return {
    input: child.stdin,
    output: child.stdout,
    exited,
    end: () => {
      if (isGone) return
      child.kill('SIGTERM')
      force ??= setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
    },
  }
}

const PATIENCE_MS = 1000
