/**
 * The only folder that touches the operating system: files, descriptors, processes, the terminal, the environment.
 * Every function here is a thin, named power; deciding what to do with it happens above.
 */

export { isAscii, isUtf8 } from 'node:buffer'
export type { Duplex, Readable, Writable } from 'node:stream'
export { openAppendFile } from './append-file.ts'
export { writeFileAtomically } from './atomic-file.ts'
export { censusOf } from './census.ts'
export { type Child, type ChildEnd, startChild } from './child.ts'
export { uptimeMs } from './clock.ts'
export { type Companion, startCompanion } from './companion.ts'
export {
  joinGroup,
  makeControlDirectory,
  removeControlDirectory,
  writeControlFile,
} from './control-files.ts'
export { readDescriptor } from './descriptor-input.ts'
export {
  closeInheritedDescriptors,
  closePins,
  openBytes,
  openFile,
  type PinnedPath,
  pinPath,
} from './descriptors.ts'
export { startDetached } from './detached.ts'
export { fileDigest } from './digest.ts'
export { onEndSignal } from './end-signal.ts'
export { exclusively } from './exclusive.ts'
export {
  canonicalPath,
  identityOf,
  isExecutable,
  isReadable,
  kindOf,
  linkTarget,
  listDirectory,
  readTextFile,
  versionOf,
  type WalkedEntry,
  walkTree,
  withFile,
} from './files.ts'
export { firstLineOf } from './first-line.ts'
export { giveWay } from './give-way.ts'
export { linkFile } from './hard-link.ts'
export {
  closeToOthers,
  debuggingAsked,
  hardeningFlags,
  keepVariables,
  measureExposure,
  takeDebugSignal,
} from './hardening.ts'
export { callerIdentity, type Identity } from './identity.ts'
export { LASTING_VARIABLES, startLasting } from './lasting-program.ts'
export { lendChunks, standardInput } from './lent-chunks.ts'
export { openLoopbackListener } from './listener.ts'
export { type LocalReply, type LocalRequest, serveLocally } from './local-http.ts'
export { loadModule } from './module.ts'
export { outOfFiles } from './open-files.ts'
export {
  createStagingDirectory,
  ensurePrivateDirectory,
  moveDirectory,
  removeStaleStaging,
  requirePrivateDirectory,
} from './private-dir.ts'
export { type PrivateRead, readPrivateFile } from './private-file.ts'
export { requirePrivateSocket } from './private-socket.ts'
export {
  cgroupsOf,
  childrenOf,
  identifyProcess,
  listProcesses,
  namespaceOf,
  onceOrphaned,
  type ProcessId,
  processLimits,
  processStatus,
  signalProcess,
} from './proc.ts'
export { runProgram } from './program.ts'
export { resolvePath } from './resolved-path.ts'
export { makeScratch, plantVariable, type Scratch } from './scratch.ts'
export { createSecretFile } from './secret-file.ts'
export { LENT_FILE, runWithSecrets } from './secret-program.ts'
export { filledInput, filteredOutput } from './shaped-streams.ts'
export { openTerminal, type Terminal } from './terminal.ts'
export { readPieces, readRegularFile, readTree, removeTree, type Stamp } from './tree.ts'
export { findTrustedFile, readTrustedFile } from './trusted-file.ts'
export { connectToSocket, listenOnSocket, type SocketListener } from './unix-socket.ts'
export { unreadableCopy } from './unreadable-copy.ts'
export { answerParent, runInWorker } from './worker.ts'
