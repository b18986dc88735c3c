import type { Readable, Writable } from '../os/index.ts'

/** The process as every use case sees it; tests hand in another one. */
export interface Io {
  /** A terminal has `isTTY`. */
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable & { readonly isTTY?: boolean }
  readonly stderr: Writable
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingDirectory: string
  readonly platform: string
  readonly architecture: string
  /** The Node that runs this process: it also runs installed packages, whatever PATH says. */
  readonly nodePath: string
  /** Where the package is installed: holds `dist` and `profiles`. */
  readonly packageRoot: string
  /** Calls back for each SIGTERM, SIGINT and SIGHUP until the process ends. */
  readonly onSignal: (listener: (signal: NodeJS.Signals) => void) => void
}

/** Writes one line to a person. */
export function tell(io: Io, text: string): void {
  io.stderr.write(`mcp-airlock: ${text}\n`)
}

/** Writes one line of an answer that was asked for. Never used by `run`, whose standard output belongs to the protocol. */
export function print(io: Io, text: string): void {
  io.stdout.write(`${text}\n`)
}
