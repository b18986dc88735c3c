/**
 * The pipes between a client and a server that runs: reading, backpressure, the server's standard error, and the end.
 * Holds no opinion about messages; that is the inspector's. Memory is bounded whatever either side does or does not read,
 * and the end comes in time whoever refuses to.
 */
export { exitCode } from './exit-code.ts'
export type { Observer } from './ports.ts'
export { startRelay } from './relay.ts'
