import { createInspector, type Inspector } from '../inspect/index.ts'
import { isUtf8, whileOrphaned } from '../os/index.ts'
import type { Profile } from '../policy/index.ts'
import { startRelay } from '../relay/index.ts'
import type { RunningServer } from '../sandbox/index.ts'
import { grammarsIn } from './grammars.ts'
import { type Io, tell } from './io.ts'

/** Joins a client and a server that runs: resolves to the exit code when their session is over, never rejects. */
export type Session = (server: RunningServer) => Promise<number>

/**
 * Prepares everything that reads messages, so that nothing is left to load once the server runs. A file of its own in the build
 * (`dist/session.cjs`): it is loaded while the chamber is being built and not before.
 */
export function prepareSession(io: Io, profile: Profile): Session {
  const inspector = createInspector({
    limits: profile.limits,
    isUtf8,
    grammars: grammarsIn(io.packageRoot),
    capabilities: profile.capabilities,
    methods: profile.methods,
  })
  return (server) => hold(io, profile, inspector, server)
}

async function hold(
  io: Io,
  { limits: { messageBytes, shutdownMs } }: Profile,
  inspector: Inspector,
  server: RunningServer,
): Promise<number> {
  const relay = startRelay({
    client: { input: io.stdin, output: io.stdout },
    server,
    inspector,
    limits: { messageBytes, shutdownMs },
    observer: { note: (kind, text) => tellNote(io, kind, text) },
  })
  io.onSignal((signal) => relay.stop(signal))
  // While the server reads nothing, neither do we, and the end of the client's output cannot be seen.
  whileOrphaned(() => {
    const isStuck = io.stdin.isPaused()
    if (isStuck) relay.stop('the client is gone')
    return isStuck
  })
  return (await relay.ended).exitCode
}

/** A hint stands alone on its line, so that it can be pasted; what the server wrote is marked as its own. */
function tellNote(io: Io, kind: string, text: string): void {
  if (kind === 'hint') io.stderr.write(`hint: ${text}\n`)
  else tell(io, kind === 'server' ? `server: ${text}` : text)
}
