import type { Observe } from './event.ts'
import type { Inspector } from './inspector.ts'
import {
  type Redactor,
  redactEvent,
  redactOwn,
  redactRelease,
  redactVerdict,
} from './redact/index.ts'

/**
 * The last step out: whatever is said to the client or to a person in words of ours holds no value, whoever it quotes. Messages of the
 * server hold none since they arrived.
 */
export function redactedInspector(inspector: Inspector, redactor: Redactor): Inspector {
  return {
    fromClient: (line) => redactVerdict(inspector.fromClient(line), redactor),
    fromServer: (line) => redactVerdict(inspector.fromServer(line), redactor),
    oversizeFromClient: (report) => redactVerdict(inspector.oversizeFromClient(report), redactor),
    oversizeFromServer: (report) => redactVerdict(inspector.oversizeFromServer(report), redactor),
    resolve: (ticket, outcome) => {
      const release = inspector.resolve(ticket, outcome)
      return release && redactRelease(release, redactor)
    },
    owed: () => inspector.owed(),
    noteEnd: () => inspector.noteEnd().map((line) => redactOwn(line, redactor)),
  }
}

/** The same for the record: what both sides wrote, and messages that are kept. */
export function redactedObserve(
  observe: Observe | undefined,
  redactor: Redactor,
): Observe | undefined {
  if (observe === undefined) return undefined
  return (event, line) =>
    observe(redactEvent(event, redactor), line && (redactor.redactLine(line) ?? line))
}

/** The same for a rule that failed, whose error may quote the message that it failed at. */
export function redactedOnBug(onBug: OnBug | undefined, redactor: Redactor): OnBug | undefined {
  if (onBug === undefined) return undefined
  return ({ name, message, stack = message }) =>
    onBug(
      Object.assign(new Error(redactor.redactText(message)), {
        name,
        stack: redactor.redactText(stack),
      }),
    )
}

type OnBug = (error: Error) => void
