import type { SessionInput } from './session-input.ts'

/** The input without whatever line it fails without; each line is tried once, the last first, for as long as that is quick. */
export function shrunk(input: SessionInput, fails: (input: SessionInput) => boolean): SessionInput {
  let best = input
  for (let at = Math.min(input.steps.length, MOST_TRIED) - 1; at >= 0; at -= 1) {
    const fewer = { ...best, steps: best.steps.toSpliced(at, 1) }
    if (fails(fewer)) best = fewer
  }
  return best
}

/** More than an invented input has. */
const MOST_TRIED = 100
