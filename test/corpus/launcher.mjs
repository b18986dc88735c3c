// A built launcher with the player behind it, for one case.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'

const root = join(import.meta.dirname, '../..')
const program = join(root, 'bin/mcp-airlock.js')
const player = join(root, 'test/servers/wicked/player.mjs')

/** Starts it with the default profile, and in it whatever the case says. `~` is a directory of its own. */
export function start({ profile = {}, role, lay = () => {} }) {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-corpus-')))
  mkdirSync(join(home, 'notes'))
  lay(home)
  const file = join(home, 'corpus.jsonc')
  const log = join(home, 'decisions.jsonl')
  const { methods = [], ...rest } = profile
  const whole = {
    extends: 'node',
    command: ['node', player],
    methods: ['corpus/say', 'corpus/done', ...methods],
    // Cases share sessions and ask faster than any person's assistant.
    rate: { requestsPerMinute: 60_000, burst: 10_000 },
    ...rest,
  }
  writeFileSync(file, JSON.stringify(whole), { mode: 0o600 })
  const args = ['run', '--log-file', log, ...(role === undefined ? [] : ['--role', role]), file]
  const child = spawn(process.execPath, [program, ...args], {
    cwd: '/',
    env: { HOME: home, PATH: process.env.PATH },
  })
  return new Launcher(child, { home, log })
}

class Launcher {
  #child
  #place
  #rest = Buffer.alloc(0)
  #received = []
  #done = []
  #waiting = []
  #errors = ''
  #turn = 0
  #closed

  constructor(child, place) {
    this.#child = child
    this.#place = place
    this.#closed = once(child, 'close').then(() => this.#done.push(undefined) && this.#wake())
    child.stdin.on('error', () => {})
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      this.#errors += chunk
    })
    child.stdout.on('data', (chunk) => this.#cut(chunk))
  }

  /** What `~` is in the profile. */
  get home() {
    return this.#place.home
  }

  get errors() {
    return this.#errors
  }

  /** The client writes these. */
  write(lines) {
    for (const line of lines) this.#child.stdin.write(Buffer.concat([line, Buffer.from('\n')]))
  }

  /**
   * Has the server write these, and waits until that has gone through. Resolves with the lines that each side has got since the last
   * time, or undefined when the session is over.
   */
  async serve(lines = []) {
    this.#turn += 1
    const params = { turn: this.#turn, lines: lines.map(packed) }
    this.write([Buffer.from(JSON.stringify({ jsonrpc: '2.0', method: 'corpus/say', params }))])
    const overdue = setTimeout(() => this.#child.kill('SIGKILL'), PATIENCE_MS)
    while (this.#done.length === 0) await new Promise((resolve) => this.#waiting.push(resolve))
    clearTimeout(overdue)
    const done = this.#done.shift()
    if (done === undefined) return undefined
    const seen = done.params.seen.map((line) => Buffer.from(line, 'base64'))
    return { client: this.#received.splice(0), server: seen }
  }

  /** What the launcher has recorded so far. */
  events() {
    // It is made when the session is: a client that speaks first is earlier.
    const text = existsSync(this.#place.log) ? readFileSync(this.#place.log, 'utf8') : ''
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
  }

  async end() {
    this.#child.kill('SIGKILL')
    await this.#closed
    rmSync(this.#place.home, { recursive: true, force: true })
  }

  #cut(chunk) {
    this.#rest = Buffer.concat([this.#rest, chunk])
    for (let end = this.#rest.indexOf(10); end !== -1; end = this.#rest.indexOf(10)) {
      this.#take(this.#rest.subarray(0, end))
      this.#rest = this.#rest.subarray(end + 1)
    }
  }

  #take(line) {
    if (!line.includes('"corpus/done"')) {
      this.#received.push(line)
      return
    }
    this.#done.push(JSON.parse(line.toString()))
    this.#wake()
  }

  #wake() {
    for (const resolve of this.#waiting.splice(0)) resolve()
    return true
  }
}

/** Deflated, so that what is too long for one way can come back on the other. */
const packed = (line) => deflateRawSync(line).toString('base64')

/** A launcher that says nothing for so long is stuck. */
const PATIENCE_MS = 20_000
