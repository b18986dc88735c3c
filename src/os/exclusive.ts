import { lstatSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { uptimeMs } from './clock.ts'
import { identifyProcess, namespaceOf, processStatus } from './proc.ts'

/**
 * Calls `work` while nobody else does so for the same directory, in this process or in another one, and returns what it returns or resolves
 * to. Undefined, with nothing done, when others kept it up for `patienceMs`. The directory must be private: whoever can write there can
 * keep others off, and nobody else can. Throws what symlink(2) throws, and what `work` throws.
 *
 * What holds others off is a symbolic link that leads nowhere and names its holder: it is made in one step, with its text, and only where
 * none is (symlink(2), EEXIST). A holder that was killed leaves it, so the next one looks whether the holder still runs.
 */
export async function exclusively<T>(
  directory: string,
  patienceMs: number,
  work: () => T | Promise<T>,
): Promise<{ readonly done: T } | undefined> {
  const lock = `${directory}/${LOCK}`
  const own = newHolder()
  const end = uptimeMs() + patienceMs
  while (!take(lock, own)) {
    if (uptimeMs() > end) return undefined
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
  try {
    return { done: await work() }
  } finally {
    remove(lock, own)
  }
}

function take(lock: string, own: string): boolean {
  if (make(lock, own)) return true
  const holder = holderOf(lock)
  if (holder === undefined || !isGone(lock, holder)) return false
  clear(lock, holder, own)
  return make(lock, own)
}

/**
 * Removes what a holder left that is gone. Two that saw the same one could remove another than they looked at, if the first of them had
 * taken the place of it meanwhile; so it is looked at once more by whoever holds a lock for that, which may be left behind in its turn.
 */
function clear(lock: string, holder: string, own: string): void {
  const turn = `${lock}~`
  if (!take(turn, own)) return
  remove(lock, holder)
  remove(turn, own)
}

function make(lock: string, own: string): boolean {
  try {
    symlinkSync(own, lock)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Only what still names that holder. */
function remove(lock: string, holder: string): void {
  if (holderOf(lock) === holder) rmSync(lock, { force: true })
}

function holderOf(lock: string): string | undefined {
  try {
    return readlinkSync(lock)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Whose numbers mean the same as here: a run of the kernel, a pid namespace. Then the process, and which of its calls. */
function newHolder(): string {
  const { pid, startTime } = identifyProcess(process.pid) ?? { pid: process.pid, startTime: '-' }
  return [
    bootId(),
    namespaceOf('self', 'pid') ?? '-',
    pid,
    startTime,
    process.hrtime.bigint(),
  ].join(' ')
}

/**
 * Whether a holder has ended. One that is dead and not waited for by its parent (proc_pid_stat(5), state Z) has. One of another boot or
 * another pid namespace, such as in a container with the same home directory, cannot be seen; it has had its time after a while.
 */
function isGone(lock: string, holder: string): boolean {
  const [boot, namespace, pid = '', startTime] = holder.split(' ')
  if (boot !== bootId() || namespace !== namespaceOf('self', 'pid')) return isOld(lock)
  const isSame = identifyProcess(Number(pid))?.startTime === startTime
  return !isSame || /^[ZX]/.test(processStatus(Number(pid))?.get('State') ?? 'X')
}

function isOld(lock: string): boolean {
  const made = lstatSync(lock, { throwIfNoEntry: false })?.mtimeMs
  return made !== undefined && Math.abs(Date.now() - made) > FOREIGN_MS
}

/** Another one at each start of the kernel (random(4), boot_id). */
function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
}

const LOCK = '.lock'
/** Whoever holds it reads and writes one small file, which takes some milliseconds. */
const RETRY_MS = 5
/** Thousands of times as long as that. */
const FOREIGN_MS = 60_000
