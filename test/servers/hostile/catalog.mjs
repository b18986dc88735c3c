/**
 * Every attack that the hostile server can perform, in one list. Each entry: `id`, `title`, `threat` (a key of `threats`),
 * `quick` (under a second and harmless anywhere), `needs` (names of the arguments it must be given), `expected` (what the server
 * reports in a chamber that holds), `exceptRoot` (the kernel does not enforce it for root), `run(context)`.
 *
 * Arguments: `hostFile`, `hostHome`, `hostDirectory` lie outside the chamber; `readable` is a file shown read-only, `writable` a
 * writable directory, `protectedFile` a file in it whose directory is protected; `ownFiles` are the launcher's; `secret` is text
 * in the launcher's environment; `limits` holds `memoryPerProcess`, `fileBytes`, `tmpBytes`. The others are what they are named.
 */
import { kernel } from './kernel.mjs'
import { limits } from './limits.mjs'
import { network } from './network.mjs'
import { processes } from './process.mjs'
import { reading } from './reading.mjs'
import { writing } from './writing.mjs'

/** What an attack would achieve. */
export const threats = {
  T1: 'reads files that the profile does not show',
  T2: 'writes files that the profile does not give',
  T3: 'plants something that the host runs later',
  T4: 'takes secrets of the launcher, or deceives its reader',
  T5: 'reaches parts of the kernel that a server does not need',
  T6: 'reaches other processes',
  T7: 'reaches the network or sockets of the host',
  T8: 'exhausts the machine',
  T9: 'outlives its session',
}

export const attacks = [...reading, ...writing, ...processes, ...kernel, ...network, ...limits]
  .map((entry) => ({ expected: 'denied', exceptRoot: false, needs: [], ...entry }))
  .sort((a, b) => (a.id < b.id ? -1 : 1))
