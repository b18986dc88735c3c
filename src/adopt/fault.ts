import { AirlockError } from '../base/index.ts'

/**
 * A file that cannot be taken over. `fault` says why without a word of its content, `hint` what to do. The error that a library threw is
 * never its cause: it may quote what it read.
 */
export function unusable(fault: string, hint: string): AirlockError {
  return new AirlockError('AIRLOCK_USAGE', { message: fault, hints: [hint] })
}

/** The number of the line at an offset, counted from 1; lines end at a newline and nowhere else. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1))
    line++
  return line
}
