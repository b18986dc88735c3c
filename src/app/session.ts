import { createInspector, createRedactor, type Inspector, type Redactor } from '../inspect/index.ts'
import { giveWay, isAscii, isUtf8, lendChunks, onceOrphaned, uptimeMs } from '../os/index.ts'
import type { Profile, Role } from '../policy/index.ts'
import { type Observer, startRelay } from '../relay/index.ts'
import type { RunningServer } from '../sandbox/index.ts'
import { newToken, type TerminalApprover, terminalApprover } from './approver.ts'
import { type ArgumentScene, argumentPolicy } from './argument-policy.ts'
import { type DecisionLog, openDecisionLog } from './decision-log.ts'
import { grammarsIn } from './grammars.ts'
import { type Io, tell } from './io.ts'
import type { PinFile } from './pin-file.ts'

/** Joins a client and a server that runs: resolves to the exit code when their session is over. Rejects when what was pinned could not be kept, and with what a rule threw, which none may. */
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
  /** The values that the server was given, by the names of their entries; read before `prepareSession` returns. */
  readonly secrets: ReadonlyMap<string, Uint8Array> | undefined
}

interface Held {
  readonly inspector: Inspector
  readonly approver: TerminalApprover
  readonly log: DecisionLog | undefined
  readonly pins: PinFile | undefined
  readonly redactor: Redactor | undefined
  readonly server: RunningServer
  /** Of rules that failed. */
  readonly bugs: readonly Error[]
}

/**
 * Prepares everything that reads messages. A file of its own in the build (`dist/session.cjs`), because it is not needed before the server
 * runs. Throws what opening the log and fitting the rules for arguments throw, and never without those.
 */
export function prepareSession(io: Io, profile: Profile, choices: SessionChoices): Session {
  const { logFile, scene, pins, secrets, role } = choices
  const redactor = secrets && createRedactor([...secrets].map(([name, value]) => ({ name, value })))
  const approver = terminalApprover(io, choices.approvals)
  const log =
    logFile === undefined
      ? undefined
      : openDecisionLog(io, profile, { path: logFile, outside: scene.chamber.writable })
  const bugs: Error[] = []
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
    ...(redactor && { redactor }),
    onBug: (error) => bugs.push(error),
  })
  return (server) => hold(io, profile, { inspector, approver, log, pins, redactor, server, bugs })
}

async function hold(
  io: Io,
  { limits: { messageBytes, shutdownMs }, approvals }: Profile,
  { inspector, approver, log, pins, redactor, server, bugs }: Held,
): Promise<number> {
  const relay = startRelay({
    client: { input: io.stdin, output: io.stdout },
    server: { ...server, output: lendChunks(server.output) },
    inspector,
    limits: { messageBytes, shutdownMs, approvalMs: approvals.timeoutSeconds * 1000 },
    approver,
    ...(redactor && { redactor }),
    observer: observerOf(io),
    giveWay,
  })
  log?.onFault((reason) => relay.stop(reason))
  pins?.onFault((reason) => relay.stop(reason))
  io.onSignal((signal) => relay.stop(signal))
  onceOrphaned(() => relay.doubtClient())
  const { exitCode } = await relay.ended
  await approver.close()
  await pins?.write()
  redactor?.wipe()
  if (bugs[0] !== undefined) throw bugs[0]
  return exitCode
}

/** What nobody reads is not kept for him, but why a session ends: a client may hold our standard error open and never look. */
function observerOf(io: Io): Observer {
  let unread = 0
  return {
    note: (kind, text) => {
      if (kind !== 'end' && io.stderr.writableLength >= MOST_UNREAD) {
        unread += 1
        return
      }
      if (unread > 0) tell(io, `${unread} lines were dropped: nobody read them`)
      unread = 0
      tellNote(io, kind, text)
    },
  }
}

/** A hint stands alone on its line, so that it can be pasted; what the server wrote is marked as its own. */
function tellNote(io: Io, kind: string, text: string): void {
  if (kind === 'hint') io.stderr.write(`hint: ${text}\n`)
  else tell(io, kind === 'server' ? `server: ${text}` : text)
}

/** Bytes, beyond what the pipe itself holds. */
const MOST_UNREAD = 64 * 1024
