import { number, object } from './fields.ts'
import type { ProfileFilesystem, ProfileLimits } from './profile.ts'
import { size } from './size.ts'

const KB = 2 ** 10
const MB = 2 ** 20
const GB = 2 ** 30
const TB = 2 ** 40

/**
 * The key `limits`. The upper bounds keep a slip of the pen from switching a limit off; the lower ones keep a server
 * able to speak at all: eight levels hold the deepest envelope of the protocol, 16 descriptors an empty runtime.
 */
export const limitsField = object<Partial<ProfileLimits>>({
  messageBytes: size({ least: KB, most: 256 * MB }),
  depth: number({ least: 8, most: 1024 }),
  processes: number({ least: 1, most: 32_768 }),
  memoryPerProcess: size({ least: 16 * MB, most: TB }),
  openFiles: number({ least: 16, most: 65_536 }),
  fileBytes: size({ least: KB, most: 16 * TB }),
  outstandingRequests: number({ least: 1, most: 65_536 }),
  shutdownMs: number({ least: 100, most: 60_000 }),
  memoryTotal: size({ least: 16 * MB, most: 16 * TB }),
  cpus: number({ least: 0.01, most: 1024, fractions: true }),
})

/** The key `filesystem.tmp`. */
export const tmpField = size({ least: 64 * KB, most: 64 * GB })

/**
 * What holds when no file of the chain says otherwise.
 * `memoryPerProcess`: measured, Node 24 takes more than 512 MB of RLIMIT_DATA for each of its threads that run JavaScript, before their first line. With
 * Node 20.20, a server with 100 MB in buffers has 150 MB of it and
 * runs from 256 MB up; address space that V8 only reserves does not count.
 * `processes`: Node starts eleven threads. `messageBytes`, `depth`: far over the largest messages seen from servers.
 */
export const DEFAULT_LIMITS: ProfileLimits = {
  messageBytes: 10 * MB,
  depth: 64,
  processes: 64,
  memoryPerProcess: 4 * GB,
  openFiles: 1024,
  fileBytes: 100 * MB,
  outstandingRequests: 256,
  shutdownMs: 2000,
}

/** An empty view of the host with room for temporary files. */
export const DEFAULT_FILESYSTEM: ProfileFilesystem = {
  read: [],
  write: [],
  protect: [],
  tmp: 64 * MB,
  hardLinks: 'refuse',
  git: 'read',
}
