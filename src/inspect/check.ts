import type { Message } from './message.ts'
import type { Verdict } from './verdict.ts'
import type { View } from './view.ts'

/**
 * One rule about messages. Undefined lets the next rule look; a verdict ends the matter, in favour of the message when it is
 * `forward`: then it is only revised. Never throws, waits or logs, and
 * changes nothing: the session is brought up to date once, after the verdict.
 */
export type Check = (message: Message, view: View) => Verdict | undefined
