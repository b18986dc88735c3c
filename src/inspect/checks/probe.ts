import type { Check } from '../check.ts'
import { FORWARD } from '../verdict.ts'

/**
 * No further rule is asked about a probe for the era and its answer: by an error in their place the client would choose the wrong era. What
 * the answer says to a model is revised like everything else.
 */
export const probe: Check = ({ era }) => (era.kind === 'probe' ? FORWARD : undefined)
