// Measures what a wrapper costs, as ratios inside one run:
//
//   node test/bench/bench.mjs [--wrappers direct,relay,sdk,airlock,secrets] [--modes rtt,pipe,start,rss,flood,redact]
//     [--sizes 200,4096,102400,1048576,9437184] [--rounds 5] [--pin 0 | --pin none]
//     [--server echo|everything] [--content text|struct]
//
// What the targets are stated for: `--modes rtt,pipe,rss`, pinned, text. Their table is printed at the end, with what was met.
// What secrets cost: `--wrappers airlock,secrets --modes start,rtt --sizes 4096 --pin none`, and `--modes redact`.
// Many small records instead of one long string: `--content struct`. As a user sees it: `--pin none`.
//
// Rounds are interleaved (each wrapper once, then each again), since a machine's speed drifts by more than wrappers
// differ. Everything is pinned to one processor unless told otherwise: on two, the time to wake the other one hides all
// else. Absolute numbers belong to one machine; only the ratios travel.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { flood, pipe, rss, rtt, start } from './modes.mjs'
import { redact } from './redact.mjs'
import { print } from './table.mjs'
import { judge } from './targets.mjs'
import { endAgent } from './vault.mjs'
import { floodServer, servers, wrappers } from './wrappers.mjs'

const { values } = parseArgs({
  options: {
    wrappers: { type: 'string', default: 'direct,relay,sdk,airlock' },
    modes: { type: 'string', default: 'rtt,pipe,start,rss,flood' },
    sizes: { type: 'string', default: '200,4096,102400,1048576,9437184' },
    rounds: { type: 'string', default: '5' },
    pin: { type: 'string', default: '0' },
    server: { type: 'string', default: 'echo' },
    content: { type: 'string', default: 'text' },
  },
})

/** By mode, and for round trips and throughput by size: the samples of each wrapper. */
const measured = { rtt: {}, pipe: {}, rss: undefined }
const home = mkdtempSync(join(tmpdir(), 'airlock-bench-'))
const pin = values.pin === 'none' ? undefined : values.pin
const options = { home, pin }
const names = values.wrappers.split(',')
const sizes = values.sizes.split(',').map(Number)
const rounds = Number(values.rounds)
const server = servers[values.server]
if (pin !== undefined) execFileSync('taskset', ['-c', '-p', pin, String(process.pid)])

const MODES = {
  rtt: measureRtt,
  pipe: measurePipe,
  start: measureStart,
  rss: measureRss,
  flood: measureFlood,
  redact: measureRedact,
}

try {
  console.log(
    `node ${process.version}, server ${values.server}, content ${values.content}, ${rounds} rounds, ` +
      `processor ${pin ?? 'any'}`,
  )
  for (const mode of values.modes.split(',')) await MODES[mode]()
  judge(measured)
} finally {
  endAgent(home)
  rmSync(home, { recursive: true, force: true })
}

async function measureRtt() {
  for (const size of sizes) {
    const found = await interleave(names, (name) =>
      rtt(wrappers[name](server.command, home), options, { size, content: values.content }),
    )
    measured.rtt[size] = found
    print(`round trip, ${size} bytes`, found, [
      ['p50 us', (one) => one.p50],
      ['p99 us', (one) => one.p99],
      ['processor us/trip', (one, name) => (name === 'direct' ? undefined : one.cpu)],
    ])
  }
}

async function measurePipe() {
  for (const size of sizes) {
    const found = await interleave(names, (name) =>
      pipe(wrappers[name](server.command, home), options, { size, content: values.content }),
    )
    measured.pipe[size] = found
    print(`pipelined, ${size} bytes`, found, [
      ['messages/s', (one) => one.perSecond],
      ['processor us/trip', (one, name) => (name === 'direct' ? undefined : one.cpu)],
      ['MB/s', (one) => one.mbPerSecond],
    ])
  }
}

async function measureStart() {
  const commands = Object.fromEntries(
    names.map((name) => [name, wrappers[name](server.command, home)]),
  )
  if (server.npx !== undefined) commands.npx = server.npx
  // The first start fills caches: of the file system, and of npm.
  for (const command of Object.values(commands)) await start(command, options)
  const found = await interleave(Object.keys(commands), (name) => start(commands[name], options), {
    times: rounds * 3,
  })
  print('start, spawn to the answer to `initialize`', found, [['p50 ms', (one) => one.ms]])
}

async function measureRss() {
  const found = await interleave(withoutDirect(), (name) =>
    rss(wrappers[name](server.command, home), options, { content: values.content }),
  )
  measured.rss = found
  print('resident memory of the wrapper', found, [
    ['idle MB', (one) => one.idle],
    ['warm MB', (one) => one.warm],
    ['peak MB, 9 MiB echo', (one) => one.peak],
  ])
}

async function measureFlood() {
  const floods = [
    ['one line of 11 MB', 'line', 0],
    ['1 GB without a newline', 'endless', 0],
    ['1 M notifications', 'notes', 0],
    ['1 M notifications, client reads nothing for 3 s', 'notes', 3000],
  ]
  for (const [title, mode, deafMs] of floods) {
    const found = await interleave(
      withoutDirect(),
      (name) => flood(wrappers[name](floodServer(mode), home), options, { deafMs }),
      { times: 1 },
    )
    print(title, found, [
      ['idle MB', (one) => one.idle],
      ['peak MB', (one) => one.peak],
      ['ms', (one) => one.ms],
      ['lines arrived', (one) => one.lines, 'plain'],
      ['MB arrived', (one) => one.mb, 'plain'],
    ])
  }
}

async function measureRedact() {
  console.log('\nlooking for twenty secrets in a result of 4 KB, us: median, fastest (<= 30)')
  for (const { kind, middle, fastest } of await redact(rounds * 5))
    console.log(
      `  ${kind.padEnd(20)}${middle.toFixed(1).padStart(8)}${fastest.toFixed(1).padStart(8)}` +
        `  ${fastest <= 30 ? 'met' : 'MISSED'}`,
    )
}

function withoutDirect() {
  return names.filter((name) => name !== 'direct')
}

/** Each wrapper once a round; the samples of each by name. */
async function interleave(names, measure, { times = rounds } = {}) {
  const found = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = 0; round < times; round += 1)
    for (const name of names) found[name].push(await measure(name))
  return found
}
