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
export {
  joinGroup,
  makeControlDirectory,
  removeControlDirectory,
  writeControlFile,
} from './control-files.ts'
export {
  closeInheritedDescriptors,
  closePins,
  openFile,
  type PinnedPath,
  pinPath,
} from './descriptors.ts'
export { fileDigest } from './digest.ts'
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
export { callerIdentity, type Identity } from './identity.ts'
export { lendChunks, standardInput } from './lent-chunks.ts'
export { openLoopbackListener } from './listener.ts'
export { loadModule } from './module.ts'
export {
  createStagingDirectory,
  ensurePrivateDirectory,
  moveDirectory,
  removeStaleStaging,
  requirePrivateDirectory,
} from './private-dir.ts'
export {
  cgroupsOf,
  childrenOf,
  identifyProcess,
  listProcesses,
  namespaceOf,
  type ProcessId,
  processLimits,
  processStatus,
  signalProcess,
  whileOrphaned,
} from './proc.ts'
export { runProgram } from './program.ts'
export { resolvePath } from './resolved-path.ts'
export { makeScratch, plantVariable, type Scratch } from './scratch.ts'
export {
  readPieces,
  readRegularFile,
  readTree,
  removeTree,
  type Stamp,
} from './tree.ts'
export { readTrustedFile } from './trusted-file.ts'
export { connectToSocket, listenOnSocket, type SocketListener } from './unix-socket.ts'
