import { spawn } from 'node:child_process'
import { withMemoryFile } from './memory-file.ts'

/** What a program said first, or how it ended before it said anything. */
export type FirstLine =
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'ended'; readonly errors: string }

/**
 * Starts a program, writes to it and waits for the first line that it answers; then its input is closed, and it is ended when it does not
 * end by itself. `errors` is what it wrote to its standard error, up to 4 KB. Rejects only as `withMemoryFile`, for what is lent.
 */
export async function firstLineOf(
  file: string,
  args: readonly string[],
  options: FirstLineOptions,
): Promise<FirstLine> {
  return await withMemoryFile(options.lent, (lent) => start(file, args, { ...options, lent }))
}

export interface FirstLineOptions {
  readonly input: Uint8Array
  readonly timeoutMs: number
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What the program finds as its descriptor 3, in a file in memory without a name. The caller wipes it. */
  readonly lent: Uint8Array
}

async function start(
  file: string,
  args: readonly string[],
  options: Omit<FirstLineOptions, 'lent'> & { readonly lent: number },
): Promise<FirstLine> {
  const child = spawn(file, args, {
    env: options.environment,
    stdio: ['pipe', 'pipe', 'pipe', options.lent],
  })
  const { stdin, stdout, stderr } = child
  if (stdin === null || stdout === null || stderr === null) throw new TypeError('pipes were asked')
  const timer = setTimeout(() => child.kill('SIGTERM'), options.timeoutMs)
  let said = ''
  let errors = ''
  stdin.on('error', () => undefined)
  stdin.write(options.input)
  stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(0, MOST_ERRORS)
  })
  const line = await new Promise<string | undefined>((resolve) => {
    stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const end = said.indexOf('\n')
      if (end === -1 && said.length <= MOST_SAID) return
      resolve(end === -1 ? undefined : said.slice(0, end))
      // What comes behind it is let go.
      stdout.removeAllListeners('data').resume()
    })
    child.once('error', () => resolve(undefined))
    child.once('close', () => resolve(undefined))
  })
  stdin.end()
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const overdue = setTimeout(() => child.kill('SIGTERM'), END_MS)
    await new Promise((resolve) => child.once('close', resolve))
    clearTimeout(overdue)
  }
  clearTimeout(timer)
  return line === undefined ? { kind: 'ended', errors } : { kind: 'line', line }
}

const MOST_ERRORS = 4096
const MOST_SAID = 10 * 1024 * 1024
/** A launcher ends its server within 2 s by default. */
const END_MS = 5000
