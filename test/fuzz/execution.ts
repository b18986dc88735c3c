import { isUtf8 } from 'node:buffer'
import type { Inspector, Verdict } from '../../src/inspect/index.ts'
import type { Grammar, OversizeReport } from '../../src/wire/index.ts'
import { rethrow } from '../support/rethrow.ts'
import { valueOf } from './json-oracle.ts'
import { Ledger } from './ledger.ts'
import type { Plant } from './planted.ts'
import { hash, Random } from './random.ts'
import { encode, type SessionInput, type Side, type Step } from './session-input.ts'
import type * as subjectModule from './subject.ts'
import { answerId, examine } from './verdict-oracle.ts'

/** The code under test, loaded apart from everything else. */
export type Subject = typeof subjectModule

export interface Ground {
  readonly subject: Subject
  readonly grammar: (revision: string) => Grammar | undefined
  readonly plant: Plant | undefined
}

/**
 * Plays one input through framers and an inspector of its own, and holds every step against the oracles. Returns what was
 * decided, in order, as words. @throws when an oracle or the subject does.
 */
export function execute(ground: Ground, input: SessionInput): readonly string[] {
  return new Execution(ground, input).run()
}

class Execution {
  readonly inspector: Inspector
  readonly #ground: Ground
  readonly #input: SessionInput
  readonly #denied: readonly string[]
  readonly #batches: boolean
  readonly #ledger = new Ledger()
  readonly #words: string[] = []
  readonly #random: Random
  readonly #framers: Record<Side, ReturnType<Subject['createFramer']>>
  /** Lines that the framers owe, by side. */
  readonly #due: Record<Side, Buffer[]> = { client: [], server: [] }

  constructor(ground: Ground, input: SessionInput) {
    const { profile } = input
    this.#ground = ground
    this.#input = input
    this.#random = new Random(hash(encode(input)))
    this.#denied = CAPABILITIES.filter((_, bit) => (profile & (1 << bit)) !== 0)
    this.#batches = (profile & 8) !== 0
    const door = ground.subject.createInspector({
      isUtf8,
      limits: LIMITS,
      grammars: ground.grammar,
      capabilities: Object.fromEntries(this.#denied.map((name) => [name, 'deny'])),
      batches: this.#batches ? 'allow' : 'deny',
      text: (profile & 32) === 0 ? 'off' : 'strict',
      methods: (profile & 16) === 0 ? [] : ['vendor/x'],
      onBug: rethrow,
    })
    this.inspector = ground.subject.planted(door, ground.plant)
    this.#framers = { client: this.#framer('client'), server: this.#framer('server') }
  }

  run(): readonly string[] {
    const { steps } = this.#input
    for (let at = 0; at < steps.length; ) {
      const from = (steps[at] as Step).from
      const size = 1 + this.#random.below(3)
      const run = steps.slice(at, at + size).filter((step) => step.from === from)
      at += run.length
      this.#due[from].push(...run.map(({ line }) => line))
      this.#push(from, Buffer.concat(run.flatMap(({ line }) => [line, NEWLINE])))
      if (this.#due[from].length > 0) throw new Error('a line was not delivered')
    }
    for (const framer of Object.values(this.#framers)) {
      framer.push(Buffer.from('{"left'))
      if (framer.end() !== 6) throw new Error('the rest of a stream was not counted')
    }
    for (const line of this.inspector.noteEnd()) {
      this.#ledger.answer('client', answerId(line), false)
    }
    const left = this.#ledger.left()
    if (left.length > 0) throw new Error(`never answered: ${left.join(', ')}`)
    return this.#words
  }

  /** In pieces that lie anywhere in memory. */
  #push(from: Side, bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) {
      const most = this.#random.once(4) ? 3 : bytes.length
      const to = Math.min(bytes.length, at + 1 + this.#random.below(most))
      const offset = this.#random.below(5)
      const memory = new Uint8Array(offset + to - at)
      memory.set(bytes.subarray(at, to), offset)
      this.#framers[from].push(memory.subarray(offset))
      at = to
    }
  }

  #framer(from: Side): ReturnType<Subject['createFramer']> {
    const { inspector } = this
    return this.#ground.subject.createFramer({
      maxBytes: LIMITS.messageBytes,
      onLine: (line) => {
        const sent = this.#next(from)
        if (!sent.equals(line)) throw new Error('the framer changed a line')
        if (new Uint8Array(line.buffer)[line.byteOffset + line.length] !== 10) {
          throw new Error('no newline behind the line')
        }
        this.#scanned(line)
        const verdict = from === 'client' ? inspector.fromClient(line) : inspector.fromServer(line)
        if (!sent.equals(line)) throw new Error('the inspector changed the bytes of a line')
        this.#decided(from, sent, verdict)
      },
      onOversize: (report: OversizeReport) => {
        const sent = this.#next(from)
        if (sent.length !== report.bytes || sent.length <= LIMITS.messageBytes) {
          throw new Error('the framer miscounted')
        }
        const verdict =
          from === 'client'
            ? inspector.oversizeFromClient(report)
            : inspector.oversizeFromServer(report)
        this.#decided(from, sent, verdict)
      },
    })
  }

  #next(from: Side): Buffer {
    const sent = this.#due[from].shift()
    if (sent === undefined) throw new Error('the framer made up a line')
    return sent
  }

  /** The scan refuses as bad JSON or bad UTF-8 only what other parsers refuse as well. */
  #scanned(line: Uint8Array): void {
    const seen = this.#ground.subject.scan(line, { ...LIMITS, isUtf8 })
    const parses = valueOf(line) !== undefined
    const isForeign = seen.kind === 'fault' && BROKEN.has(seen.code)
    if (parses && isForeign) throw new Error(`the scan says ${seen.code} of valid JSON`)
    if (!parses && seen.kind !== 'fault') throw new Error('the scan reads what is not JSON')
  }

  #decided(from: Side, line: Buffer, verdict: Verdict): void {
    this.#words.push(`${from} ${verdict.kind} ${'code' in verdict ? verdict.code : ''}`)
    const decision = { from, line, verdict, denied: this.#denied, batches: this.#batches }
    examine(decision, this.#ledger)
  }
}

/** Small, so that short inputs reach them. */
export const LIMITS = { depth: 12, values: 400, outstandingRequests: 6, messageBytes: 4096 }

const CAPABILITIES = ['roots', 'sampling', 'elicitation']
const NEWLINE = Buffer.from('\n')
/** Faults that must be faults to every parser. */
const BROKEN: ReadonlySet<string> = new Set(['syntax', 'utf8', 'nul', 'byte-order-mark', 'empty'])
