import { CLOUD } from './cloud.ts'
import { DEVELOPER } from './developer.ts'
import type { Pattern } from './pattern.ts'
import { SERVICES } from './services.ts'

/** Every form of a credential that is known here. The first that matches at a place names it. */
export const PATTERNS: readonly Pattern[] = [...DEVELOPER, ...SERVICES, ...CLOUD]
