/**
 * The agent: one process of this user that holds the vault key, so that a person unlocks once and not at every start of a server. It
 * releases an entry only to a profile in its scope and a program that was approved, and wipes the key when it is idle, told to lock,
 * or the machine slept. Launchers reach it at a socket in a private directory, through a channel that both ends prove with a token.
 * It cannot tell two programs of one user apart: a sandboxed server must not see the directory.
 */
export { startAgent } from './agent.ts'
export { type AgentClient, type AgentStart, connectAgent, startAgentProcess } from './client.ts'
export { displayOf } from './display.ts'
export { FailureLedger } from './failure-ledger.ts'
export { harden } from './harden.ts'
export { standardLimits } from './limits.ts'
export type {
  AgentAsk,
  AgentClock,
  AgentEnd,
  AgentEntry,
  AgentLimits,
  AgentRelease,
  AgentVault,
  Asked,
  NotUnlocked,
  ReleaseQuestion,
  UnlockQuestion,
} from './ports.ts'
export type { GetRequest, Got, Place } from './protocol.ts'
