import { createInspector, type Inspector } from '../inspect/index.ts'
import { isAscii, isUtf8, lendChunks, uptimeMs, whileOrphaned } from '../os/index.ts'
import type { Profile, Role } from '../policy/index.ts'
import { startRelay } from '../relay/index.ts'
import type { RunningServer } from '../sandbox/index.ts'
import { newToken, type TerminalApprover, terminalApprover } from './approver.ts'
import { type ArgumentScene, argumentPolicy } from './argument-policy.ts'
import { type DecisionLog, openDecisionLog } from './decision-log.ts'
import { grammarsIn } from './grammars.ts'
import { type Io, tell } from './io.ts'
import type { PinFile } from './pin-file.ts'

/** Joins a client and a server that runs: resolves to the exit code when their session is over, never rejects. */
export type Session = (server: RunningServer) => Promise<number>

/** What the command line and the chamber say about a session. */
export interface SessionChoices {
  readonly role: Role
  /** The directory where questions lie for `mcp-airlock approve`. */
  readonly approvals: string
  /** Where decisions are recorded; nowhere when undefined. */
  readonly logFile: string | undefined
  readonly scene: ArgumentScene
  /** What `openPins` found; undefined when nothing is pinned. */
  readonly pins: PinFile | undefined
}

interface Held {
  readonly inspector: Inspector
  readonly approver: TerminalApprover
  readonly log: DecisionLog | undefined
  readonly pins: PinFile | undefined
  readonly server: RunningServer
}

/**
 * Prepares everything that reads messages. A file of its own in the build (`dist/session.cjs`), because it is not needed before the server
 * runs. Throws what opening the log and fitting the rules for arguments throw, and never without those.
 */
export function prepareSession(io: Io, profile: Profile, choices: SessionChoices): Session {
  const { logFile, scene, pins, role } = choices
  const approver = terminalApprover(io, choices.approvals)
  const log =
    logFile === undefined
      ? undefined
      : openDecisionLog(io, profile, { path: logFile, outside: scene.chamber.writable })
  const inspector = createInspector({
    limits: profile.limits,
    isUtf8,
    isAscii,
    grammars: grammarsIn(io.packageRoot),
    capabilities: profile.capabilities,
    methods: profile.methods,
    batches: profile.batches,
    role,
    arguments: argumentPolicy(role, scene),
    text: profile.text,
    content: profile.content,
    lint: profile.lint,
    now: uptimeMs,
    approvals: {
      profile: profile.name,
      newToken,
      now: uptimeMs,
      timeoutMs: profile.approvals.timeoutSeconds * 1000,
    },
    ...(pins && { pins }),
    ...(log && { observe: log.observe }),
  })
  return (server) => hold(io, profile, { inspector, approver, log, pins, server })
}

async function hold(
  io: Io,
  { limits: { messageBytes, shutdownMs }, approvals }: Profile,
  { inspector, approver, log, pins, server }: Held,
): Promise<number> {
  const relay = startRelay({
    client: { input: io.stdin, output: io.stdout },
    server: { ...server, output: lendChunks(server.output) },
    inspector,
    limits: { messageBytes, shutdownMs, approvalMs: approvals.timeoutSeconds * 1000 },
    approver,
    observer: { note: (kind, text) => tellNote(io, kind, text) },
  })
  log?.onFault((reason) => relay.stop(reason))
  io.onSignal((signal) => relay.stop(signal))
  // While the server reads nothing, neither do we, and the end of the client's output cannot be seen.
  whileOrphaned(() => {
    const isStuck = io.stdin.isPaused()
    if (isStuck) relay.stop('the client is gone')
    return isStuck
  })
  const { exitCode } = await relay.ended
  await approver.close()
  await pins?.write()
  return exitCode
}

/** A hint stands alone on its line, so that it can be pasted; what the server wrote is marked as its own. */
function tellNote(io: Io, kind: string, text: string): void {
  if (kind === 'hint') io.stderr.write(`hint: ${text}\n`)
  else tell(io, kind === 'server' ? `server: ${text}` : text)
}
