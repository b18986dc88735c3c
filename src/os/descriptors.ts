import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeSync,
} from 'node:fs'
import { isInMemory } from './file-system.ts'
import { isOutOfFiles } from './open-files.ts'

/** A descriptor that names a file without opening it for reading: nothing can be swapped under it any more. */
export interface PinnedPath {
  readonly descriptor: number
  readonly kind: 'file' | 'directory' | 'other'
  /** Inode and device, to compare two pins. */
  readonly identity: string
}

/**
 * Pins an absolute, canonical path (open(2) with O_PATH and O_NOFOLLOW) and asks the kernel which path it got.
 * Returns undefined when the path is missing, is a symbolic link, or became another path since it was resolved. Throws when too many
 * files are open.
 */
export function pinPath(path: string): PinnedPath | undefined {
  let descriptor: number
  try {
    descriptor = openSync(path, O_PATH | constants.O_NOFOLLOW)
  } catch (error) {
    if (isOutOfFiles(error)) throw error
    return undefined
  }
  const stat = fstatSync(descriptor)
  if (readlinkSync(`/proc/self/fd/${descriptor}`) !== path || stat.isSymbolicLink()) {
    closeSync(descriptor)
    return undefined
  }
  const kind = stat.isDirectory() ? 'directory' : stat.isFile() ? 'file' : 'other'
  return { descriptor, kind, identity: `${stat.dev}:${stat.ino}` }
}

/** Opens a file for a child to read. Throws what open(2) says. */
export function openFile(path: string): Pick<PinnedPath, 'descriptor'> {
  return { descriptor: openSync(path, constants.O_RDONLY) }
}

/**
 * Opens a file in memory that has no name and holds these bytes (open(2), O_TMPFILE), for a child to read: unlike a pipe it needs nobody
 * to write on while the child runs. Undefined where there is no such file to be had.
 */
export function openBytes(bytes: Uint8Array): Pick<PinnedPath, 'descriptor'> | undefined {
  // Elsewhere, such as in a container without that mount, it would be written to a disk.
  if (!isInMemory(SHARED_MEMORY)) return undefined
  let written: number
  try {
    written = openSync(SHARED_MEMORY, O_TMPFILE | constants.O_RDWR, 0o600)
  } catch {
    return undefined
  }
  try {
    if (writeSync(written, bytes, 0, bytes.length, 0) !== bytes.length) return undefined
    // Of its own, so that the child can only read.
    return openFile(`/proc/self/fd/${written}`)
  } catch {
    return undefined
  } finally {
    closeSync(written)
  }
}

/** Closes what `pinPath`, `openFile` and `openBytes` opened. */
export function closePins(pins: readonly Pick<PinnedPath, 'descriptor'>[]): void {
  for (const { descriptor } of pins) closeSync(descriptor)
}

/**
 * Closes every descriptor above 2 that a child of this process would inherit, and returns their numbers.
 * libuv marks only the first few as close-on-exec, and one inherited directory is a way out of any sandbox.
 * Descriptors of this process itself are all close-on-exec and stay.
 */
export function closeInheritedDescriptors(): readonly number[] {
  const closed: number[] = []
  for (const name of readdirSync('/proc/self/fd')) {
    const descriptor = Number(name)
    if (descriptor > 2 && isInheritable(descriptor)) {
      closeSync(descriptor)
      closed.push(descriptor)
    }
  }
  return closed
}

/** The flags are octal in proc(5), "/proc/pid/fdinfo/"; a descriptor that vanished meanwhile was the listing's own. */
function isInheritable(descriptor: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)$/m.exec(
      readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'),
    )?.[1]
    return flags === undefined || (Number.parseInt(flags, 8) & O_CLOEXEC) === 0
  } catch {
    return false
  }
}

// shm_overview(7): a tmpfs, where Linux has it at all.
const SHARED_MEMORY = '/dev/shm'
// include/uapi/asm-generic/fcntl.h; these values are the same on x86-64 and arm64. Node exports none of them.
const O_PATH = 0o10000000
const O_CLOEXEC = 0o2000000
// With O_DIRECTORY, whose value is each architecture's own.
const O_TMPFILE = 0o20000000 | constants.O_DIRECTORY
