import { realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Io } from './app/index.ts'
import { main } from './cli/index.ts'
import { standardInput } from './os/index.ts'

/**
 * The process entry: the real `Io`, and the exit code. The streams are made when first asked for: on the launch path that is after the
 * server has been started. `exit` is explicit because the pipes of a client may outlive their use;
 * it waits until what was written to a person has gone, but not for one who does not read.
 */
const io: Io = {
  get stdin() {
    const stdin = standardInput()
    Object.defineProperty(this, 'stdin', { value: stdin })
    return stdin
  },
  get stdout() {
    return process.stdout
  },
  get stderr() {
    const { stderr } = process
    // A client may stop reading along; it misses what is said, and its session goes on.
    stderr.on('error', () => undefined)
    Object.defineProperty(this, 'stderr', { value: stderr })
    return stderr
  },
  environment: process.env,
  workingDirectory: process.cwd(),
  platform: process.platform,
  architecture: process.arch,
  nodePath: process.execPath,
  packageRoot: dirname(dirname(realpathSync(__filename))),
  onSignal: (listener) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, listener)
  },
}

void main(io, process.argv.slice(2)).then((code) => {
  const exit = () => process.exit(code)
  setTimeout(exit, LAST_WORDS_MS)
  io.stderr.write('', exit)
})

/** Less than the end of a session leaves for the process itself. A pipe that somebody reads is empty sooner. */
const LAST_WORDS_MS = 40
