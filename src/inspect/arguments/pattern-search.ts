import { createMatcher, type Matcher, parsePattern } from '../tool-schema/pattern/index.ts'

/**
 * Finds patterns of a profile in texts, in linear time, and compiles each once. A pattern that has no linear time, such as one with a
 * back reference, and a text that would take too long count as found: the rule then refuses.
 */
export function createPatternSearch(): (pattern: string) => (text: string) => boolean {
  const known = new Map<string, Matcher | undefined>()
  return (pattern) => {
    if (!known.has(pattern)) {
      const parsed = parsePattern(pattern)
      known.set(pattern, typeof parsed === 'string' ? undefined : createMatcher(parsed))
    }
    const matcher = known.get(pattern)
    return (text) => matcher === undefined || isFound(matcher, text)
  }
}

/** Why a pattern cannot be searched for in linear time; undefined when it can. */
export function patternFault(pattern: string): string | undefined {
  const parsed = parsePattern(pattern)
  return typeof parsed === 'string' ? parsed : undefined
}

function isFound(matcher: Matcher, text: string): boolean {
  let left = MOST_STEPS
  const spend = (steps: number) => {
    left -= steps
    if (left < 0) throw OVER
  }
  try {
    return matcher.matches(text, spend)
  } catch (error) {
    if (error === OVER) return true
    throw error
  }
}

/** Ordinary patterns on a text of some megabytes. Measured: some tenths of a second with the worst. */
const MOST_STEPS = 5_000_000
const OVER = new RangeError('too many steps')
