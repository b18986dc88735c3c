// What this program may cost, one long string to a message, pinned to one processor. Each number is a ratio inside one run.
import { middle } from './table.mjs'

const AT_MOST = [
  // Added median round trip, compared with the added one of the least that Node can do, and of a proxy made with the SDK.
  ['added p50 / relay', { 200: 1.9, 4096: 2.4, 102400: 4.3, 1048576: 5.4, 9437184: 10 }],
  ['added p50 / sdk', { 200: 1.0, 4096: 0.85, 102400: 0.5, 1048576: 0.4, 9437184: 0.12 }],
]
const AT_LEAST = [
  ['pipelined / direct', { 200: 0.42, 4096: 0.53, 102400: 0.47, 1048576: 0.5, 9437184: 0.5 }],
  ['pipelined / sdk', { 200: 1.4, 4096: 1.5, 102400: 1.5, 1048576: 2, 9437184: 3.8 }],
]
/** Megabytes, at the highest, after messages of 9 MiB. */
const MOST_MEMORY = 100

/** Prints what was measured beside what is wanted. What was not measured is left out. */
export function judge({ rtt, pipe, rss }) {
  const sizes = [...new Set([...Object.keys(rtt), ...Object.keys(pipe)])]
  const rows = sizes.map((size) => [
    `${size} B`,
    ...AT_MOST.map(([name, wanted]) => atMost(ratioOf(name, rtt[size], pipe[size]), wanted[size])),
    ...AT_LEAST.map(([name, wanted]) =>
      atLeast(ratioOf(name, rtt[size], pipe[size]), wanted[size]),
    ),
  ])
  const head = ['', ...[...AT_MOST, ...AT_LEAST].map(([name]) => name)]
  if (rows.length > 0) {
    console.log('\ntargets: measured (wanted)')
    for (const row of [head, ...rows]) {
      console.log(
        `  ${row[0].padEnd(11)}${row
          .slice(1)
          .map((cell) => cell.padStart(24))
          .join('')}`,
      )
    }
  }
  if (rss?.airlock !== undefined) {
    const peak = middle(rss.airlock, (one) => one.peak, 'airlock')
    console.log(`\ntarget: memory after 9 MiB messages, MB: ${atMost(peak, MOST_MEMORY)}`)
  }
}

function ratioOf(name, rtt, pipe) {
  const [kind, other] = name.split(' / ')
  if (kind === 'pipelined') return speed(pipe, 'airlock') / speed(pipe, other)
  const direct = latency(rtt, 'direct')
  return (latency(rtt, 'airlock') - direct) / (latency(rtt, other) - direct)
}

const latency = (found, name) => valueOf(found, name, (one) => one.p50)
const speed = (found, name) => valueOf(found, name, (one) => one.perSecond)

function valueOf(found, name, value) {
  return found?.[name] === undefined ? Number.NaN : middle(found[name], value, name)
}

const atMost = (value, wanted) => shown(value, wanted, '<=', value <= wanted)
const atLeast = (value, wanted) => shown(value, wanted, '>=', value >= wanted)

function shown(value, wanted, sign, isMet) {
  if (Number.isNaN(value)) return '-'
  if (wanted === undefined) return value.toFixed(2)
  return `${value.toFixed(2)} (${sign} ${wanted}) ${isMet ? 'met' : 'MISSED'}`
}
