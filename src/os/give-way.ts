/**
 * Leaves the processor to whoever else wants it: this thread does nothing for about a tenth of a millisecond, and what the system adds to every
 * sleep (prctl(2), PR_SET_TIMERSLACK, 50 µs).
 */
export function giveWay(): void {
  Atomics.wait(NEVER_CHANGED, 0, 0, MOMENT_MS)
}

const NEVER_CHANGED = new Int32Array(new SharedArrayBuffer(4))
/** In it a server in Node answers some ten small requests; when it owes three times as many, it does not run out of work. */
const MOMENT_MS = 0.1
