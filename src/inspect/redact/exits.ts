import { SPEAKING } from '../comes-back.ts'
import type { DecisionEvent } from '../event.ts'
import { editStrings } from '../text/json-strings.ts'
import type { Answer, Release, Verdict } from '../verdict.ts'
import type { Redactor } from './redactor.ts'

/**
 * A line of our own for the client, or for the record, without values that it repeats of anyone. The id under which somebody waits stays: it
 * is the client's own word.
 */
export function redactOwn(line: Uint8Array, redactor: Redactor): Uint8Array {
  if (redactor.countIn(line) === 0) return line
  const json = Buffer.from(line.buffer, line.byteOffset, line.length).toString('utf8')
  return Buffer.from(redactStrings(json, redactor, SPEAKING))
}

/** A verdict with all that we say of our own in it, to the client or to a person, redacted. What goes on of a message is not touched. */
export function redactVerdict<T extends Verdict>(verdict: T, redactor: Redactor): T
export function redactVerdict(verdict: Verdict, redactor: Redactor): Verdict {
  if (verdict.kind === 'answer') return { ...verdict, ...redactAnswer(verdict, redactor) }
  if (verdict.kind === 'end' && verdict.answer !== undefined) {
    return { ...verdict, answer: redactAnswer(verdict.answer, redactor) }
  }
  if (verdict.kind === 'batch') {
    const { refused, released } = verdict
    return {
      ...verdict,
      refused: refused.map((one) => redactVerdict(one, redactor)),
      ...(released && { released: released.map((one) => redactRelease(one, redactor)) }),
    }
  }
  if (verdict.kind === 'hold') return redactHold(verdict, redactor)
  if (verdict.kind === 'release') return { kind: 'release', ...redactRelease(verdict, redactor) }
  return verdict
}

/** The end of a wait; the request that waited goes to the server as it is. */
export function redactRelease(release: Release, redactor: Redactor): Release {
  const { withdrawal } = release
  return {
    ...release,
    verdict: redactVerdict(release.verdict, redactor),
    ...(withdrawal && { withdrawal: redactAnswer(withdrawal, redactor) }),
  }
}

/** An event without values in any of its words. */
export function redactEvent(event: DecisionEvent, redactor: Redactor): DecisionEvent {
  const json = JSON.stringify(event)
  if (redactor.countIn(Buffer.from(json)) === 0) return event
  return JSON.parse(redactStrings(json, redactor, new Set(Object.keys(event)))) as DecisionEvent
}

/** A person is asked about what the client wants; the client may know a value from elsewhere. */
function redactHold(
  { question, ask, ...rest }: Verdict & { readonly kind: 'hold' },
  redactor: Redactor,
): Verdict {
  const shown = {
    ...question,
    name: redactor.redactText(question.name),
    arguments: redactor.redactText(question.arguments),
  }
  return { ...rest, question: shown, ...(ask && { ask: redactAnswer(ask, redactor) }) }
}

function redactAnswer(answer: Answer, redactor: Redactor): Answer {
  if (answer.to === 'server') return answer
  return { to: answer.to, line: redactOwn(answer.line, redactor) }
}

function redactStrings(json: string, redactor: Redactor, within: ReadonlySet<string>): string {
  return editStrings(json, {
    within,
    replace: ({ value }) => {
      const redacted = redactor.redactText(value)
      return redacted === value ? undefined : redacted
    },
  })
}
