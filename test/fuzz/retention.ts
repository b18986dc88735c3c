import { isUtf8 } from 'node:buffer'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { rethrow } from '../support/rethrow.ts'
import { type Ground, LIMITS } from './execution.ts'
import type { SessionInput } from './session-input.ts'

/**
 * How many bytes of the heap an inspector holds on to after one session that says all these lines, whatever it thought of them.
 */
export function retained({ subject, grammar }: Ground, inputs: readonly SessionInput[]): number {
  const collect = collector()
  const doors = [
    subject.createInspector({ isUtf8, limits: LIMITS, grammars: grammar, onBug: rethrow }),
  ]
  for (const { steps } of inputs) {
    for (const { from, line } of steps) {
      const copy = Buffer.from(line)
      if (from === 'client') doors[0]?.fromClient(copy)
      else doors[0]?.fromServer(copy)
    }
  }
  collect()
  const held = process.memoryUsage().heapUsed
  doors.pop()
  collect()
  return held - process.memoryUsage().heapUsed
}

/** Of what the limits of these sessions allow to be kept, some KB, this is the hundredfold. */
export const MOST_RETAINED = 4 * 1024 * 1024

/** V8's own collection, which a program cannot ask for otherwise. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
