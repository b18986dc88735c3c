import { oneOf } from './fields.ts'

/**
 * What happens when a server is not what it was: what it lists first is kept and held against what it lists later, or only what a
 * person approved is shown, or neither.
 */
export type PinMode = 'first-use' | 'required' | 'off'

/** The key `pins`. */
export const pinsField = oneOf<PinMode>('first-use', 'required', 'off')

export const DEFAULT_PINS: PinMode = 'first-use'
