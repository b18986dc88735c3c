// One measurement of one wrapper in one round. Every function starts its own process and ends it.
import { request } from './messages.mjs'
import { acquaint, greet, open } from './peer.mjs'
import { cpu, memory } from './proc.mjs'

/** Round trips one after another: median and 99th percentile in microseconds, and the wrapper's own processor time. */
export async function rtt(argv, options, { size, content }) {
  const { peer } = await acquaint(argv, options)
  await warmUp(peer, content)
  const message = request(size, content)
  const count = rounds(size)
  const warm = size <= 4096 ? 6000 : count
  const times = new Float64Array(count)
  let before = 0
  for (let at = -warm; at < count; at += 1) {
    if (at === 0) before = cpu(peer.pid)
    const expected = peer.seen.lines + 1
    const from = performance.now()
    peer.write(message.number(at + warm))
    await peer.lines(expected)
    if (at >= 0) times[at] = (performance.now() - from) * 1000
  }
  const used = (cpu(peer.pid) - before) / count
  await peer.close()
  times.sort()
  return { p50: times[count >> 1], p99: times[Math.ceil(count * 0.99) - 1], cpu: used }
}

/** As many requests in flight as fit into 16 MB, 256 at most: messages and megabytes per second, one direction. */
export async function pipe(argv, options, { size, content }) {
  const { peer } = await acquaint(argv, options)
  await warmUp(peer, content)
  const depth = Math.max(2, Math.min(256, Math.floor((16 << 20) / size)))
  const ring = Array.from({ length: depth }, () => request(size, content))
  await pump(peer, ring, Math.max(depth, rounds(size)))
  const count = rounds(size) * (size <= 4096 ? 10 : 2)
  const before = cpu(peer.pid)
  const from = performance.now()
  await pump(peer, ring, count)
  const seconds = (performance.now() - from) / 1000
  const used = (cpu(peer.pid) - before) / count
  await peer.close()
  return {
    perSecond: count / seconds,
    cpu: used,
    mbPerSecond: (count * ring[0].bytes.length) / 1e6 / seconds,
  }
}

/**
 * Small messages until everything is compiled that will be: measured, the processor time of a trip falls until about the 6000th,
 * for each wrapper the longer the more it does.
 */
async function warmUp(peer, content) {
  const ring = Array.from({ length: 8 }, () => request(1000, content))
  await pump(peer, ring, 8000)
}

/** Sends that many requests, as many at a time as the ring has, and waits for all answers. */
async function pump(peer, ring, count) {
  const depth = ring.length
  const already = peer.seen.lines
  for (let sent = 0; sent < count; ) {
    // Half of the window has to be free, so that several messages leave in one write, as they do in real clients.
    await peer.lines(already + sent - (depth >> 1))
    const free = Math.min(count - sent, depth - (sent - (peer.seen.lines - already)))
    peer.child.stdin.cork()
    for (let at = 0; at < free; at += 1, sent += 1) peer.write(ring[sent % depth].number(sent))
    peer.child.stdin.uncork()
  }
  await peer.lines(already + count)
}

/** Milliseconds from the spawn to the answer to `initialize`. */
export async function start(argv, options) {
  const { peer, ms } = await greet(argv, options)
  await peer.close()
  return { ms }
}

/** Megabytes of the wrapper after the handshake, after small messages, and at most while one of 9 MB is echoed. */
export async function rss(argv, options, { content }) {
  const { peer } = await acquaint(argv, options)
  await pause(500)
  const idle = memory(peer.pid).now
  const send = async (message, times) => {
    for (let at = 0; at < times; at += 1) {
      const expected = peer.seen.lines + 1
      peer.write(message.number(at))
      await peer.lines(expected)
    }
  }
  await send(request(200, content), 5000)
  const warm = memory(peer.pid).now
  await send(request(9 << 20, content), 3)
  const { peak } = memory(peer.pid)
  await peer.close()
  return { idle, warm, peak }
}

/** A flood from the server: the wrapper's memory before and at its highest, how long it took, what arrived. */
export async function flood(argv, options, { deafMs = 0 }) {
  const peer = open(argv, options)
  peer.write(GREETING)
  await peer.lines(1)
  await pause(250)
  const idle = memory(peer.pid)?.now
  const from = performance.now()
  if (deafMs > 0) {
    peer.child.stdout.pause()
    setTimeout(() => peer.child.stdout.resume(), deafMs)
  }
  let highest = { peak: idle }
  const watch = setInterval(() => {
    highest = memory(peer.pid) ?? highest
  }, 10)
  await quiet(peer, deafMs)
  clearInterval(watch)
  highest = memory(peer.pid) ?? highest
  const took = performance.now() - from
  await peer.close()
  return {
    idle,
    peak: highest.peak,
    ms: took,
    lines: peer.seen.lines - 1,
    mb: peer.seen.bytes / 1e6,
  }
}

/** Until the process ends, or says its last line, or a minute is over. */
async function quiet(peer, deafMs) {
  const until = performance.now() + 60_000 + deafMs
  const ended = { now: false }
  void peer.closed.then(() => {
    ended.now = true
  })
  while (!ended.now && performance.now() < until) {
    await pause(20)
    if (peer.seen.tail.includes('"last"')) return
  }
}

function rounds(size) {
  if (size <= 4096) return 3000
  return Math.max(8, Math.min(3000, Math.floor(40_000_000 / size)))
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

const GREETING = `${JSON.stringify({
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1' },
  },
})}\n`
