import { object, oneOf } from './fields.ts'

/** Which messages a log file repeats: none, or those that were refused. */
export type KeptMessages = 'none' | 'refused'

/** What a log file tells besides decisions. Where it is, and whether there is one, is the command line's to say. */
export interface ProfileLog {
  readonly messages: KeptMessages
}

/** The key `log`. */
export const logField = object<Partial<ProfileLog>>({ messages: oneOf('none', 'refused') })

/** Messages may hold secrets, so that keeping them must be asked for. */
export const DEFAULT_LOG: ProfileLog = { messages: 'none' }
