import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readlinkSync } from 'node:fs'
import { expect, test } from 'vitest'
import { identifyProcess, type ProcessId } from '../../src/os/index.ts'
import { sweepOrphans } from '../../src/sandbox/index.ts'
import { sessionMark } from '../../src/sandbox/sweep.ts'

const self = identifyProcess(process.pid) as ProcessId
const dead: ProcessId = { ...self, startTime: '1' }
const here = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] as string

test.each([
  ['of a launcher that is gone is swept', sessionMark(dead), 'SIGKILL'],
  ['of a launcher that lives is left alone', sessionMark(self), 'SIGTERM'],
  ['of another PID namespace is left alone', sessionMark(dead).replace(here, '1'), 'SIGTERM'],
])('what is left %s', async (_what, mark, end) => {
  const orphan = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', mark])
  await once(orphan, 'spawn')
  const ended = once(orphan, 'exit')
  sweepOrphans()
  orphan.kill('SIGTERM')
  // Both signals may be pending; the kernel delivers SIGKILL before any other.
  expect((await ended)[1]).toBe(end)
})
