import type { Io } from '../app/index.ts'
import { AirlockError, escape } from '../base/index.ts'

/**
 * Tells a person why nothing was done and what to do next, and returns the exit code. Anything but an AirlockError is a bug of ours:
 * exit code 70 (EX_SOFTWARE of sysexits.h), with a word on reporting it.
 */
export function report(io: Io, error: unknown): number {
  const lines = AirlockError.is(error) ? linesOf(error) : bugLines(error)
  io.stderr.write(`mcp-airlock: ${lines.join('\n')}\n`)
  return AirlockError.is(error) ? error.exitCode : 70
}

/** A message of several lines, such as all faults of a profile, is set below its code, one fault a line. */
function linesOf({ code, message, hints }: AirlockError): readonly string[] {
  const [first = '', ...more] = message.split('\n')
  return [
    ...(more.length === 0
      ? [`${first} [${code}]`]
      : [`several things are wrong [${code}]`, ...indented([first, ...more])]),
    ...hints.map((hint) => `hint: ${hint}`),
    `hint: mcp-airlock explain ${code}`,
  ]
}

/** The message may quote anything, so no line of it may begin like one of ours. */
function bugLines(error: unknown): readonly string[] {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return [
    'this is a bug in mcp-airlock',
    ...indented(text.split('\n').map((line) => escape(line.trim()))),
    'hint: please report it with this text, without secrets',
  ]
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`)
}
