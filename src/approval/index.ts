/**
 * Asking a person in a terminal: the desk where a launcher lays its questions, and the visit by which a terminal reads and
 * answers them. They meet at a socket in a directory of this user alone. A file of its own in the build
 * (`dist/approval.cjs`), loaded with the first question.
 */
export { Desk, type DeskOptions } from './desk.ts'
export type { Answer } from './talk.ts'
export { type Visit, visitDesks } from './visit.ts'
