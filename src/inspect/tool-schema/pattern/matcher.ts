import { Automaton } from './automaton.ts'
import type { Pattern } from './parse.ts'
import { compileProgram, type Program } from './program.ts'
import { States, Sweep } from './sweep.ts'

/** Charges so many steps, each some nanoseconds; throws when there are no more. */
export type Spend = (steps: number) => void

export interface Matcher {
  /** Whether the pattern matches anywhere in the text. Takes at most its size times the length of the text in steps, times a few. */
  matches(text: string, spend: Spend): boolean
}

/** Compiles the pattern when it is first needed. */
export function createMatcher({ root, isUnicode, size, preparation }: Pattern): Matcher {
  let program: Program | undefined
  let states: readonly [States, States] | undefined
  const short = new Uint32Array(SHORT)
  return {
    matches: (text, spend) => {
      if (program === undefined || states === undefined) {
        spend(preparation)
        program = compileProgram(root, isUnicode)
        states = [new States(size + 1), new States(size + 1)]
      }
      spend((text.length >> 1) + TEXT_STEPS)
      // Most texts are short, and memory for each would cost more than to match it.
      const points = text.length <= SHORT ? short : new Uint32Array(text.length)
      const length = isUnicode ? readPoints(text, points) : readUnits(text, points)
      if (length > LONG && Automaton.fits(program)) {
        const found = new Automaton(program, spend).finds(points, length)
        if (found !== undefined) return found
      }
      return new Sweep(points, length, states, spend).finds(program)
    },
  }
}

/** Writes the code points of the text and returns how many there are. */
function readPoints(text: string, points: Uint32Array): number {
  let count = 0
  for (let at = 0; at < text.length; count += 1) {
    const point = text.codePointAt(at) as number
    points[count] = point
    at += point > 0xffff ? 2 : 1
  }
  return count
}

function readUnits(text: string, points: Uint32Array): number {
  for (let at = 0; at < text.length; at += 1) points[at] = text.charCodeAt(at)
  return text.length
}

const SHORT = 64
/** From here on a table pays, which is made for each text anew. Measured: up to there one of sixty states takes longer than to sweep. */
const LONG = 1024

/** To begin with one, however short. Measured: some 300 ns. */
const TEXT_STEPS = 4
