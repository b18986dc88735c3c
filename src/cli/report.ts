import type { Io } from '../app/index.ts'
import { AirlockError, escape } from '../base/index.ts'

/**
 * Tells a person why nothing was done and what to do next, and returns the exit code. Anything but an AirlockError is a bug of ours:
 * exit code 70 (EX_SOFTWARE of sysexits.h), with the place to report it.
 */
export function report(io: Io, error: unknown): number {
  const lines = AirlockError.is(error)
    ? [
        `${error.message} [${error.code}]`,
        ...error.hints.map((hint) => `hint: ${hint}`),
        `hint: mcp-airlock explain ${error.code}`,
      ]
    : [
        `this is a bug in mcp-airlock: ${escape(error instanceof Error ? (error.stack ?? error.message) : String(error))}`,
        'hint: please report it with this text, without secrets',
      ]
  io.stderr.write(
    lines.map((line, index) => `${index === 0 ? 'mcp-airlock: ' : ''}${line}\n`).join(''),
  )
  return AirlockError.is(error) ? error.exitCode : 70
}
