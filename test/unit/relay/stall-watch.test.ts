import { setTimeout as later } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { StallWatch } from '../../../src/relay/stall-watch.ts'

/** A destination that says these at its looks, then the last one for ever. */
function watch(looks: readonly boolean[]) {
  const left = [...looks]
  const stalls: number[] = []
  let asked = 0
  const hasStalled = () => {
    asked += 1
    return left.length > 1 ? (left.shift() ?? false) : (left[0] ?? false)
  }
  const made = new StallWatch({ hasStalled }, () => stalls.push(asked))
  return { made, stalls, asked: () => asked }
}

test('whoever takes nothing is accused at the second look', async () => {
  const { made, stalls } = watch([false, true])
  made.every(20)
  await later(100)
  made.end()
  expect(stalls[0]).toBe(3)
})

test('what was taken during a pause of this process is heard before anybody is accused', async () => {
  const { made, stalls, asked } = watch([false, true, false, true, false])
  made.every(20)
  await later(200)
  made.end()
  expect(asked()).toBeGreaterThan(4)
  expect(stalls).toEqual([])
})

test('the time between looks can be changed, and they end', async () => {
  const { made, asked } = watch([false])
  made.every(60_000)
  made.every(10)
  await later(100)
  made.end()
  const before = asked()
  expect(before).toBeGreaterThan(1)
  await later(50)
  expect(asked()).toBe(before)
})
