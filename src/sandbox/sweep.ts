import { identifyProcess, listProcesses, type ProcessId, signalProcess } from '../os/index.ts'

/** The word in a chamber's argument list that says which launcher it belongs to. */
export function sessionMark(launcher: ProcessId): string {
  return `mcp-airlock-gate:${launcher.pid}:${launcher.startTime}`
}

/**
 * Kills what is left of chambers whose launcher is gone: a bubblewrap that lost its other half while starting waits for ever,
 * without ever having run the server (measured: 7 of 300 launchers killed within 200 ms left one). Returns how many.
 */
export function sweepOrphans(): number {
  let swept = 0
  for (const { pid, argv } of listProcesses()) {
    const mark = argv.find((word) => word.startsWith('mcp-airlock-gate:'))?.split(':')
    if (mark === undefined || identifyProcess(Number(mark[1]))?.startTime === mark[2]) continue
    const orphan = identifyProcess(pid)
    if (orphan !== undefined && signalProcess(orphan, 'SIGKILL')) swept++
  }
  return swept
}
