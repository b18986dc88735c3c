import { expect, test } from 'vitest'
import { giveWay } from '../../../src/os/index.ts'

test('waits about a tenth of a millisecond', () => {
  const from = performance.now()
  for (let at = 0; at < 100; at += 1) giveWay()
  const ms = performance.now() - from
  expect(ms).toBeGreaterThan(10)
  expect(ms).toBeLessThan(2000)
})
