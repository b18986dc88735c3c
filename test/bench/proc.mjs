// What Linux says about one process: of the wrapper itself, never of the server or of bubblewrap.
import { readdirSync, readFileSync } from 'node:fs'

/** Resident memory now and at its highest, in MB (proc_pid_status(5)); undefined once the process is dead or gone. */
export function memory(pid) {
  const status = read(`/proc/${pid}/status`)
  if (!status?.includes('VmHWM')) return undefined
  const field = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024
  return { now: field('VmRSS'), peak: field('VmHWM') }
}

/** Time on a processor so far, all threads, in microseconds (the first field of schedstat is nanoseconds). */
export function cpu(pid) {
  let sum = 0
  for (const task of readdirSync(`/proc/${pid}/task`))
    sum += Number(read(`/proc/${pid}/task/${task}/schedstat`)?.split(' ')[0] ?? 0)
  return sum / 1000
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
