import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { whileInterested } from '../../../src/agent/interest.ts'
import type { Interest } from '../../../src/agent/prompts.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Nothing but a listener, as a question has it; resolves when the interest ends. */
const ended = ({ signal }: Interest) =>
  new Promise<string>((resolve) => {
    if (signal.aborted) resolve('ended')
    signal.addEventListener('abort', () => resolve('ended'))
  })

const onUrl = () => undefined

/** What comes of it while memory is collected again and again. */
async function collecting(interest: Promise<string>): Promise<string> {
  const collector = setInterval(collect, 10)
  const never = new Promise<string>((resolve) => {
    setTimeout(() => resolve('never ended'), 2000)
  })
  try {
    return await Promise.race([interest, never])
  } finally {
    clearInterval(collector)
  }
}

test('an interest ends with its time, whatever is collected meanwhile', async () => {
  const { signal: gone } = new AbortController()
  expect(await collecting(whileInterested({ gone, onUrl }, { waitMs: 300 }, ended))).toBe('ended')
})

test('an interest ends when the launcher hangs up, whatever is collected meanwhile', async () => {
  const launcher = new AbortController()
  setTimeout(() => launcher.abort(), 300)
  const { signal: gone } = launcher
  expect(await collecting(whileInterested({ gone, onUrl }, { waitMs: 60_000 }, ended))).toBe(
    'ended',
  )
})

test('a launcher that is gone already has none', async () => {
  const gone = AbortSignal.abort()
  expect(await whileInterested({ gone, onUrl }, { waitMs: 60_000 }, ended)).toBe('ended')
})

test('afterwards nothing of it stays behind', async () => {
  const launcher = new AbortController()
  const signals: AbortSignal[] = []
  await whileInterested({ gone: launcher.signal, onUrl }, { waitMs: 20 }, async ({ signal }) => {
    signals.push(signal)
  })
  launcher.abort()
  await new Promise((resolve) => {
    setTimeout(resolve, 60)
  })
  expect(signals.map(({ aborted }) => aborted)).toEqual([false])
})
