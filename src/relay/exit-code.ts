/** The status by which a shell reports a process: its code, or 128 and the number of the signal that ended it (bash(1)). */
export function exitCode(end: {
  readonly code: number | null
  readonly signal: string | null
}): number {
  return end.code ?? 128 + (SIGNALS.get(end.signal ?? '') ?? KILL)
}

const KILL = 9

/** signal(7), the numbers that Linux on x86 and ARM and macOS share. */
const SIGNALS: ReadonlyMap<string, number> = new Map([
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGQUIT', 3],
  ['SIGILL', 4],
  ['SIGTRAP', 5],
  ['SIGABRT', 6],
  ['SIGFPE', 8],
  ['SIGKILL', KILL],
  ['SIGSEGV', 11],
  ['SIGPIPE', 13],
  ['SIGALRM', 14],
  ['SIGTERM', 15],
  // Linux only: the kernel's own kills by a limit or a filter.
  ['SIGBUS', 7],
  ['SIGXCPU', 24],
  ['SIGXFSZ', 25],
  ['SIGSYS', 31],
])
