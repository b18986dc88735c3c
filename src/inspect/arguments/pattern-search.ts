import { createMatcher, type Matcher, parsePattern } from '../tool-schema/pattern/index.ts'
import type { ArgumentPorts, Effort } from './rule.ts'

/**
 * Finds patterns of a profile in texts, in linear time, and compiles each once. A pattern that has no linear time, such as one with a
 * back reference, counts as found: the rule then refuses. `unsure` when the effort is used up before the end of a text.
 */
export function createPatternSearch(): ArgumentPorts['compilePattern'] {
  const known = new Map<string, Matcher | undefined>()
  return (pattern) => {
    if (!known.has(pattern)) {
      const parsed = parsePattern(pattern)
      known.set(pattern, typeof parsed === 'string' ? undefined : createMatcher(parsed))
    }
    const matcher = known.get(pattern)
    return (text, effort) => matcher === undefined || found(matcher, text, effort)
  }
}

/** Why a pattern cannot be searched for in linear time; undefined when it can. */
export function patternFault(pattern: string): string | undefined {
  const parsed = parsePattern(pattern)
  return typeof parsed === 'string' ? parsed : undefined
}

function found(matcher: Matcher, text: string, effort: Effort): boolean | 'unsure' {
  const spend = (steps: number) => {
    effort.left -= steps
    if (effort.left < 0) throw OVER
  }
  try {
    return matcher.matches(text, spend)
  } catch (error) {
    if (error === OVER) return 'unsure'
    throw error
  }
}

const OVER = new RangeError('too many steps')
