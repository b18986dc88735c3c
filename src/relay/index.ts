/**
 * The pipes between a client and a server that runs: reading, backpressure, the server's standard error, and the end.
 * Holds no opinion about messages; that is the inspector's. Memory is bounded whatever either side does or does not read,
 * and the end comes in time whoever refuses to.
 */
export type { ClientEnds, NoteKind, Observer, ServerProcess } from './ports.ts'
export {
  type Relay,
  type RelayEnd,
  type RelayLimits,
  type RelayOptions,
  startRelay,
} from './relay.ts'
