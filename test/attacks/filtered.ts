import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly output: Buffer
  readonly errors: string
}

/** Runs a command under bubblewrap with this seccomp program and nothing else taken away but the user namespace. */
export async function runFiltered(program: Uint8Array, command: readonly string[]): Promise<Ended> {
  const flags = ['--unshare-user', '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc']
  const child = spawn('bwrap', [...flags, '--unshare-pid', '--seccomp', '3', '--', ...command], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const pipe = child.stdio[3] as NodeJS.WritableStream
  // bubblewrap may refuse the program before it has read it all.
  pipe.on('error', () => undefined)
  pipe.end(program)
  const chunks: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
  const errors = child.stderr === null ? '' : await text(child.stderr)
  return { ...(await ended), output: Buffer.concat(chunks), errors }
}
