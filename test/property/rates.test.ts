import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Bucket } from '../../src/inspect/rates/bucket.ts'

const rate = fc.record({
  requestsPerMinute: fc.integer({ min: 1, max: 10_000_000 }),
  burst: fc.integer({ min: 1, max: 100_000 }),
})
/** A clock as it should be, and steps back that it should not make. */
const steps = fc.array(fc.integer({ min: -5000, max: 20_000 }), { minLength: 1, maxLength: 300 })

test('in any stretch of time no more pass than the burst and what has grown', () => {
  fc.assert(
    fc.property(
      rate,
      steps,
      fc.integer({ min: 1, max: 50 }),
      ({ requestsPerMinute, burst }, moves, tries) => {
        const bucket = new Bucket({ requestsPerMinute, burst })
        let now = 0
        let latest = Number.NEGATIVE_INFINITY
        const passed: { readonly at: number; readonly count: number }[] = []
        for (const move of moves) {
          now += move
          latest = Math.max(latest, now)
          let count = 0
          while (count < tries && bucket.waitMs(now) === 0) {
            bucket.take(now)
            count += 1
          }
          passed.push({ at: latest, count })
        }
        for (const [first, { at }] of passed.entries()) {
          let sum = 0
          for (const later of passed.slice(first)) {
            sum += later.count
            const most = burst + ((later.at - at) * requestsPerMinute) / 60_000
            expect(sum).toBeLessThanOrEqual(most + 1e-6)
          }
        }
      },
    ),
  )
})

test('a token is there when it was promised', () => {
  fc.assert(
    fc.property(rate, fc.integer({ min: 0, max: 1e9 }), ({ requestsPerMinute, burst }, start) => {
      const bucket = new Bucket({ requestsPerMinute, burst })
      for (let count = 0; count < burst; count += 1) bucket.take(start)
      const wait = bucket.waitMs(start)
      expect(wait).toBeGreaterThan(0)
      expect(bucket.waitMs(start + wait)).toBe(0)
    }),
  )
})
