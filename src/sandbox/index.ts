/**
 * The chamber: from what a profile allows to a running server that nothing gets out of. A spec says what must hold, a backend
 * compiles it to a plan (a value), one launcher runs plans and checks /proc before the server's first instruction.
 * Knows nothing of profiles, messages or secrets. Threats: SECURITY.md, "The server's process".
 */
export { type Host, planBubblewrap } from './bubblewrap.ts'
export { type Chamber, describeChamber } from './chamber.ts'
export type { Surroundings } from './command.ts'
export { findHost } from './host.ts'
export { launch, type RunningServer } from './launch.ts'
export { absentNames } from './protect.ts'
export {
  type ResolvedCommand,
  type ResolvedPrograms,
  resolveCommand,
  resolveExecutables,
} from './runtime.ts'
export { planSeatbelt } from './seatbelt.ts'
export type { Bind, SandboxSpec } from './spec.ts'
export { sweepOrphans } from './sweep.ts'
