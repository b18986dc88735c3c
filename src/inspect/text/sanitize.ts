import type { TextMode } from '../../policy/index.ts'
import type { HiddenKind } from './hidden.ts'
import { Pass } from './pass.ts'

export interface Sanitized {
  readonly text: string
  /** How many of each kind. */
  readonly found: ReadonlyMap<HiddenKind, number>
}

/**
 * Text as a model or a person should read it: what is hidden becomes `<U+202E>`, of many in a row only the first few and
 * `<+57 hidden>`, so that smuggled words are not spelled out. What belongs to the writing of some language or to an emoji
 * stays. Undefined when there is nothing to do; doing it twice changes nothing more. Linear in the text.
 */
export function sanitize(text: string, mode: TextMode): Sanitized | undefined {
  if (mode === 'off') return undefined
  const pass = new Pass(text)
  const shown = pass.run()
  if (pass.found.size === 0) return undefined
  return { text: mode === 'strict' ? shown : text, found: pass.found }
}
