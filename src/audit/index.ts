/**
 * The record of what was decided: one JSON object a line. Holds no opinion and keeps nothing: an event goes to the file before the message
 * that it is about goes on. What peers wrote is bounded, floods are counted, and a line is ASCII whatever they wrote. A file of its own in the
 * build (`dist/audit.cjs`), loaded only when a record is asked for.
 */
export { createDecisionLog, type DecisionLogOptions } from './decision-log.ts'
