import type { Check } from '../check.ts'
import { FORWARD } from '../verdict.ts'

/** A probe for the era and its answer pass as they are, both ways: by any other answer the client would choose the wrong era. */
export const probe: Check = ({ era }) => (era.kind === 'probe' ? FORWARD : undefined)
