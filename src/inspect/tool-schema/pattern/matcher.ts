import type { Pattern } from './parse.ts'
import { compileProgram, type Program } from './program.ts'
import { Sweep } from './sweep.ts'

/** Charges so many steps, each some nanoseconds; throws when there are no more. */
export type Spend = (steps: number) => void

export interface Matcher {
  /** Whether the pattern matches anywhere in the text. Takes at most its size times the length of the text in steps. */
  matches(text: string, spend: Spend): boolean
}

/** Compiles the pattern when it is first needed. */
export function createMatcher({ root, isUnicode }: Pattern): Matcher {
  let program: Program | undefined
  return {
    matches: (text, spend) => {
      program ??= compileProgram(root, isUnicode)
      spend(text.length)
      const sweep = new Sweep(isUnicode ? codePoints(text) : units(text), spend)
      return sweep.finds(program)
    },
  }
}

function codePoints(text: string): Uint32Array {
  const points = new Uint32Array(text.length)
  let count = 0
  for (let at = 0; at < text.length; count += 1) {
    const point = text.codePointAt(at) as number
    points[count] = point
    at += point > 0xffff ? 2 : 1
  }
  return points.subarray(0, count)
}

function units(text: string): Uint32Array {
  return Uint32Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
}
