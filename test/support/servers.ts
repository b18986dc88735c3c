import { reference } from './servers-reference.ts'
import type { Subject } from './servers-subject.ts'
import { thirdParty } from './servers-third-party.ts'

export { layOut, type Place, type Subject } from './servers-subject.ts'

/** Every server of the table, the reference ones first. */
export const subjects: readonly Subject[] = [...reference, ...thirdParty]
