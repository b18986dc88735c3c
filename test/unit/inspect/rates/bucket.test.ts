import { expect, test } from 'vitest'
import { Bucket } from '../../../../src/inspect/rates/bucket.ts'

const MINUTE = 60_000

/** Takes what is there, and says how many that were. */
function drain(bucket: Bucket, now: number): number {
  let taken = 0
  while (bucket.waitMs(now) === 0) {
    bucket.take(now)
    taken += 1
  }
  return taken
}

test('a burst passes, then one for each token that has grown', () => {
  const bucket = new Bucket({ requestsPerMinute: 100, burst: 20 })
  expect(drain(bucket, 5)).toBe(20)
  expect(bucket.waitMs(5)).toBe(600)
  expect(drain(bucket, 604)).toBe(0)
  expect(bucket.waitMs(604)).toBe(1)
  expect(drain(bucket, 605)).toBe(1)
  expect(drain(bucket, 605 + MINUTE)).toBe(20)
})

test('the delay begins at half of the burst and grows to the time of one token', () => {
  const bucket = new Bucket({ requestsPerMinute: 100, burst: 20 })
  const delays = Array.from({ length: 20 }, () => bucket.take(0))
  expect(delays.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0))
  expect(delays.slice(10)).toEqual([60, 120, 180, 240, 300, 360, 420, 480, 540, 600])
})

test.each([
  [100, 20],
  [100, 1],
  [60, 2],
  [60_000, 3],
  [10_000_000, 100_000],
])(
  'whoever is held back at %i a minute and %i at once is never refused',
  (requestsPerMinute, burst) => {
    const bucket = new Bucket({ requestsPerMinute, burst })
    let now = 0
    for (let count = 0; count < 1000; count += 1) {
      expect(bucket.waitMs(now)).toBe(0)
      now += bucket.take(now)
    }
  },
)

test('nobody is held back for more than a second', () => {
  const bucket = new Bucket({ requestsPerMinute: 1, burst: 1 })
  expect(bucket.take(0)).toBe(1000)
  expect(bucket.waitMs(0)).toBe(MINUTE)
})

test.each([Number.NaN, -1e9, 0, 999])(
  'a clock that says %d afterwards gives nothing and takes nothing',
  (odd) => {
    const bucket = new Bucket({ requestsPerMinute: 60, burst: 2 })
    expect(drain(bucket, 1000)).toBe(2)
    expect(drain(bucket, odd)).toBe(0)
    expect(drain(bucket, 1999)).toBe(0)
    expect(drain(bucket, 2000)).toBe(1)
  },
)
