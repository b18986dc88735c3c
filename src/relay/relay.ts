import type { Inspector, Redactor, Release, Side } from '../inspect/index.ts'
import { MAX_LINE_BYTES } from '../wire/index.ts'
import { answerOf, Direction, type Refused } from './direction.ts'
import { exitCode } from './exit-code.ts'
import type { Approver, ClientEnds, Observer, ServerProcess } from './ports.ts'
import { redactedObserver } from './redacted-observer.ts'
import { ServerLog } from './server-log.ts'
import { Shutdown } from './shutdown.ts'
import { Sink } from './sink.ts'
import { StallWatch } from './stall-watch.ts'
import { Waits } from './waiting.ts'

export interface RelayLimits {
  /** Longest line in bytes, both ways. */
  readonly messageBytes: number
  /** From the end of the client's input, or of the server, to the end of everything, in milliseconds. */
  readonly shutdownMs: number
  /** Bytes of the server's standard error that pass at once; the same amount again in a minute. */
  readonly stderrBytes: number
  /** How long a request waits for the consent of a person, in milliseconds. */
  readonly approvalMs: number
  /** How long a server may leave all unread, in milliseconds; it has up to twice that. */
  readonly stallMs: number
}

export interface RelayOptions {
  readonly client: ClientEnds
  readonly server: ServerProcess
  readonly inspector: Inspector
  readonly limits?: Partial<RelayLimits>
  readonly observer: Observer
  /** Asks a person where the client cannot; what needs consent is refused then when undefined. */
  readonly approver?: Approver
  /** Takes values of the vault out of the server's standard error and of every note; nothing is unless told. */
  readonly redactor?: Redactor
  /** Leaves the processor to others for a moment, far less than anybody notices; never does when undefined. */
  readonly giveWay?: () => void
}

export interface RelayEnd {
  /** The server's own, 128 and the signal's number, or 137 when it had not ended in time. */
  readonly exitCode: number
  /** Messages that were not forwarded, by their sender. Noise is not among them. */
  readonly refused: Readonly<Record<Side, number>>
}

export interface Relay {
  /**
   * Resolves when nothing is left to do: the server has ended, its last output has been passed on, and requests that
   * still waited have been answered. At the latest `shutdownMs` after the end began; what the client has not read by
   * then is lost. Never rejects.
   */
  readonly ended: Promise<RelayEnd>
  /** The launcher itself must end: the server is asked at once and soon killed. `reason` is noted, lower case. */
  stop(reason: string): void
  /**
   * The client may be gone, and its end cannot be seen while the server reads nothing: from now on a server may do so for ten
   * seconds, up to twice that.
   */
  doubtClient(): void
}

/**
 * Passes messages between a client and a server that runs, each one through the inspector. On the client's output
 * stands nothing but whole lines: the server's that were forwarded, and our answers.
 */
export function startRelay(options: RelayOptions): Relay {
  const { client, server, inspector, redactor, giveWay } = options
  const observer = redactor ? redactedObserver(options.observer, redactor) : options.observer
  const limits = { ...LIMITS, ...options.limits }
  const log = new ServerLog(observer, limits.stderrBytes, redactor)
  const refused = { client: 0, server: 0 }
  let resolve: (end: RelayEnd) => void
  const ended = new Promise<RelayEnd>((settled) => {
    resolve = settled
  })
  let code = UNENDED
  /** The exit, the end of its output, and the end of its errors. */
  let awaited = 3

  const shutdown = new Shutdown(server, limits.shutdownMs, () => {
    server.kill()
    finish()
    setTimeout(settle, FLUSH_MS).unref()
  })
  const onRoom = () => {
    toServer.roomMade()
    toClient.roomMade()
  }
  const sinks = {
    client: new Sink(client.output, { onRoom, onBroken: () => hurry() }),
    server: new Sink(server.input, { onRoom, onBroken: () => begin() }),
  }

  const begin = () => {
    sinks.server.end()
    shutdown.begin()
  }

  const hurry = () => {
    sinks.server.end()
    shutdown.hurry()
  }

  /** Noted whatever else was: a flood of refusals must not hide why the session ends. */
  const stop = (reason: string) => {
    observer.note('end', reason)
    hurry()
  }

  const onRefused = (from: Side, verdict: Refused, line: Uint8Array | undefined) => {
    if (verdict.kind === 'noise') {
      log.noise(line)
      return
    }
    refused[from] += 1
    if (verdict.kind === 'end') {
      stop(verdict.reason)
      observer.note('hint', verdict.hint)
      return
    }
    const answered = verdict.kind === 'answer' ? `, answered to the ${verdict.to}` : ''
    log.note('refused', `${from}: ${verdict.reason}${answered}`)
  }

  /** The request goes on, or somebody is told why not, as if it had not waited. */
  const onRelease = ({ verdict, line, withdrawal }: Release) => {
    if (withdrawal !== undefined) sinks.client.answer(withdrawal.line)
    if (verdict.kind === 'forward') sinks.server.forward(Buffer.concat([line, NEWLINE]))
    else if (verdict.kind === 'replace') sinks.server.forward(verdict.line)
    else if (verdict.kind !== 'batch') {
      const answer = answerOf(verdict)
      if (answer !== undefined) sinks[answer.to].answer(answer.line)
      onRefused('client', verdict, line)
    }
  }

  // While the server reads nothing, neither do we, and the end of the client's input cannot be seen.
  const watch = new StallWatch(sinks.server, () => stop('the server does not read any more'))
  watch.every(limits.stallMs)

  const waits = new Waits({
    inspector,
    approver: options.approver,
    timeoutMs: limits.approvalMs,
    tellClient: (line) => sinks.client.answer(line),
    onTerminal: ({ kind, name }) =>
      log.waiting(`the ${kind} \`${name}\` waits for the consent of a person`),
    onRelease,
  })

  /**
   * A server writes each of many answers by itself, and each would wake this process: to read, judge and write one at a time costs it, the server
   * and the client more than all of that (measured with answers of 200 bytes: half the messages a second, or less).
   */
  const gather = (bytes: number, lines: number) => {
    const isLittle = lines <= FEW_LINES && bytes < LITTLE_BYTES
    if (isLittle && inspector.owed() >= MANY_OWED) giveWay?.()
  }

  const onCut = (from: Side, bytes: number) => {
    if (bytes > 0) log.note('refused', `${from}: last line without a newline (${bytes} bytes)`)
  }

  const leave = () => {
    awaited -= 1
    if (awaited === 0) finish()
  }

  const finish = () => {
    for (const line of inspector.noteEnd()) sinks.client.answer(line)
    sinks.client.flush(settle)
  }

  const settle = () => {
    shutdown.done()
    watch.end()
    waits.end()
    toServer.stop()
    toClient.stop()
    log.end()
    resolve({ exitCode: code, refused })
  }

  const toServer = new Direction({
    source: client.input,
    messageBytes: limits.messageBytes,
    sink: sinks.server,
    sinks,
    decide: (line) => inspector.fromClient(line),
    decideOversize: (report) => inspector.oversizeFromClient(report),
    onRefused: (verdict, line) => onRefused('client', verdict, line),
    onNoticed: (notices) => log.noticed('client', notices),
    onWaiting: (verdict) => waits.take(verdict),
    onEnd: (cut) => {
      onCut('client', cut)
      begin()
    },
  })

  const toClient = new Direction({
    source: server.output,
    messageBytes: limits.messageBytes,
    ...(giveWay && { onRead: gather }),
    sink: sinks.client,
    sinks,
    decide: (line) => inspector.fromServer(line),
    decideOversize: (report) => inspector.oversizeFromServer(report),
    onRefused: (verdict, line) => onRefused('server', verdict, line),
    onNoticed: (notices) => log.noticed('server', notices),
    onWaiting: (verdict) => waits.take(verdict),
    onEnd: (cut) => {
      onCut('server', cut)
      // A server that closes its output has nothing more to say (MCP, lifecycle, shutdown).
      begin()
      leave()
    },
  })

  log.follow(server.errors, leave)
  void server.exited.then((end) => {
    code = exitCode(end)
    toServer.stop()
    shutdown.serverEnded()
    leave()
  })

  return { ended, stop, doubtClient: () => watch.every(ORPHAN_STALL_MS) }
}

/**
 * 2 s: clients that close our input wait so long before they send signals (MCP TypeScript and Python SDKs). 50 s: clients give up a request
 * after a minute by default (`DEFAULT_REQUEST_TIMEOUT_MSEC` of the TypeScript SDK), and an answer that says why is better than none. Two minutes:
 * a server may be busy for as long as somebody waits for it, and then some.
 */
const LIMITS: RelayLimits = {
  messageBytes: MAX_LINE_BYTES,
  shutdownMs: 2000,
  stderrBytes: 1024 * 1024,
  approvalMs: 50_000,
  stallMs: 120_000,
}

const NEWLINE = Buffer.from('\n')

/** What a client has open that works through a list, or does so for many; one that waits for each answer has one. */
const MANY_OWED = 32
/** More of them together are worth their wake-up already: measured on two processors, waiting for still more costs more than it saves. */
const FEW_LINES = 4
/** Half of what comes in one read when the server is ahead, as a pipe holds it (pipe(7), 64 KiB). */
const LITTLE_BYTES = 32 * 1024

/** Less than the usual time, and longer than what a server that works does between two reads. */
const ORPHAN_STALL_MS = 10_000

/** What the client has for the last answers when the time is up; less than `Shutdown` leaves. */
const FLUSH_MS = 25

/** 128 and SIGKILL: it was killed, and its end was not seen. */
const UNENDED = 137
