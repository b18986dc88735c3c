import { AirlockError, escape } from '../base/index.ts'
import {
  changesIn,
  type Observation,
  observe,
  type PinBook,
  type PinKeeper,
  type PinStrictness,
} from '../inspect/index.ts'
import { fileDigest, versionOf } from '../os/index.ts'
import type { Profile } from '../policy/index.ts'
import type { FoundProgram } from './command.ts'
import { type Io, tell } from './io.ts'
import { observeAll, type PinPlace, type ReadBook, readPins, updatePins } from './pin-place.ts'

/**
 * The pins of one session. What the session observes holds at once and is written a moment later, beside the messages; when the file was
 * changed by another launcher or by `pins approve`, what it says holds, and what was observed here is observed again on top of it.
 *
 * When nothing can be written any more, what only waits for approval holds to the end of the session, and would be seen again in the next
 * one. What was taken on trust would be trusted anew then, whatever it is by that time: that is a fault of the session.
 */
export class PinFile implements PinKeeper {
  readonly strictness: PinStrictness
  readonly profile: string
  readonly #io: Io
  readonly #place: PinPlace
  #book: PinBook
  /** What the file says, as far as that is known. */
  #saved: PinBook
  #version: string | undefined
  /** Observations that are being written, in their order, and those that came since. */
  #batch: readonly Observation[] = []
  #unwritten: readonly Observation[] = []
  #timer: NodeJS.Timeout | undefined
  #told: ReadonlySet<string> = new Set()
  /** Why nothing is written any more. */
  #broken: AirlockError | undefined
  #fault: AirlockError | undefined
  #end: ((reason: string) => void) | undefined
  /** Writing is done one after the other. */
  #writing: Promise<void> = Promise.resolve()

  /** Throws as `readPins`. */
  constructor(io: Io, place: PinPlace, strictness: PinStrictness) {
    this.#io = io
    this.#place = place
    this.profile = place.profile
    this.strictness = strictness
    const { book, version } = readPins(place)
    this.#book = book
    this.#saved = book
    this.#version = version
  }

  get book(): PinBook {
    return this.#book
  }

  /** There was no file yet when it was last looked for. */
  get isFirst(): boolean {
    return this.#version === undefined
  }

  /** Calls back, once, when something that was taken on trust cannot be written: the session must not go on. */
  onFault(end: (reason: string) => void): void {
    this.#end = end
    if (this.#fault !== undefined) end(this.#fault.message)
  }

  observe(observation: Observation): void {
    const before = this.#book
    this.#book = observe(before, observation, this.strictness)
    this.#tellChanges()
    this.#tellClosed(before)
    if (this.#book === before) return
    if (this.#broken !== undefined) {
      this.#requireSaved(this.#broken)
      return
    }
    this.#unwritten = withAnother(this.#unwritten, observation, before, this.#book)
    this.#timer ??= setTimeout(() => void this.#writeNext(), DELAY_MS).unref()
  }

  renew(): void {
    if (this.#broken !== undefined || versionOf(this.#place.file) === this.#version) return
    this.#attempt(() => this.#take(readPins(this.#place)))
  }

  /**
   * Writes what is not written yet. Rejects with `AIRLOCK_PINS_UNUSABLE` when something was taken on trust that cannot be written, now or
   * before; that nothing else can be is told of once.
   */
  async write(): Promise<void> {
    await this.#writeNext()
    if (this.#fault !== undefined) throw this.#fault
  }

  #writeNext(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeBatch())
    return this.#writing
  }

  async #writeBatch(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#unwritten.length === 0 || this.#broken !== undefined) return
    const batch = this.#unwritten
    this.#batch = batch
    this.#unwritten = []
    try {
      const written = await updatePins(this.#place, (book) =>
        observeAll(book, batch, this.strictness),
      )
      this.#batch = []
      this.#take(written)
    } catch (error) {
      this.#fail(error)
    }
  }

  #take({ book, version }: ReadBook): void {
    this.#version = version
    this.#saved = book
    this.#book = observeAll(book, [...this.#batch, ...this.#unwritten], this.strictness)
  }

  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    const fault = AirlockError.is(error) ? error : notKept(error)
    this.#broken = fault
    if (this.#requireSaved(fault)) {
      tell(this.#io, `${fault.message}; what waits in this session ends with it`)
    }
  }

  /** Books are values: what is pinned is another object when anything was pinned since. */
  #requireSaved({ message }: AirlockError): boolean {
    if (this.#book.pinned === this.#saved.pinned) return true
    if (this.#fault !== undefined) return false
    const { directory } = this.#place
    this.#fault = new AirlockError('AIRLOCK_PINS_UNUSABLE', {
      message: `${message}; what the server offers in this session was taken on trust and would be trusted anew in the next one, so this one ends`,
      hints: [
        `ls -la '${escape(directory)}'`,
        'make that directory writable, or run without pins: `"pins": "off"` in a profile of your own',
      ],
    })
    this.#end?.(this.#fault.message)
    return false
  }

  /** Told once of each list, because it happens once. */
  #tellClosed(before: PinBook): void {
    const then: Readonly<Record<string, { readonly pages: unknown }>> = before.pinned.lists
    for (const [kind, { pages }] of Object.entries(this.#book.pinned.lists)) {
      if (pages !== 'closed' || then[kind]?.pages === 'closed') continue
      tell(
        this.#io,
        `the list of ${kind}s began again before it was read to its end: what its other pages hold is not pinned and waits for approval`,
      )
    }
  }

  /** Each change once, for whoever reads the launcher's words; clients often take no log messages. */
  #tellChanges(): void {
    const items = changesIn(this.#book)
      .filter(({ what }) => what !== 'missing')
      .map(({ item }) => item)
    const fresh = items.filter((item) => !this.#told.has(item))
    if (fresh.length === 0 || this.#told.size > MOST_TOLD) return
    this.#told = new Set([...this.#told, ...fresh])
    const some = fresh.slice(0, MOST_NAMED).map((item) => `\`${escape(item, 128)}\``)
    const more = fresh.length > MOST_NAMED ? ` and ${fresh.length - MOST_NAMED} more` : ''
    tell(this.#io, `not as it was pinned: ${some.join(', ')}${more}`)
    this.#io.stderr.write(`hint: mcp-airlock pins diff ${this.profile}\n`)
  }
}

/**
 * Opens what is pinned of a server, and holds the program that is about to run against it: the first one is pinned, another one is put on
 * record, so that it can be approved, and refused. Where nothing was pinned yet that is written before it returns. Undefined when the profile
 * wants no pins. Throws `AIRLOCK_PINS_CHANGED`, and what `readPins` and `PinFile.write` throw.
 */
export async function openPins(
  io: Io,
  { pins: mode }: Profile,
  place: PinPlace,
  program: FoundProgram,
): Promise<PinFile | undefined> {
  if (mode === 'off') return undefined
  const pins = new PinFile(io, place, mode)
  await requirePinned(pins, program)
  // What cannot be kept is known before anything is trusted.
  if (pins.isFirst) await pins.write()
  return pins
}

/** Beyond the bound what was observed is not kept piece by piece any more, but as what became of the book. */
function withAnother(
  unwritten: readonly Observation[],
  observation: Observation,
  before: PinBook,
  after: PinBook,
): readonly Observation[] {
  if (unwritten.length < MOST_UNWRITTEN) return [...unwritten, observation]
  const last = unwritten.at(-1)
  return last?.what === 'rest'
    ? [...unwritten.slice(0, -1), { ...last, after }]
    : [...unwritten, { what: 'rest', before, after }]
}

async function requirePinned(pins: PinFile, found: FoundProgram): Promise<void> {
  const sha256 = found.file === undefined ? found.sha256 : await fileDigest(found.file)
  if (found.file !== undefined && sha256 === undefined) {
    throw new AirlockError('AIRLOCK_PINS_CHANGED', {
      message: `\`${escape(found.file, 400)}\` cannot be read as a whole, so it cannot be held against what is pinned`,
      hints: [`ls -l '${escape(found.file, 400)}'`],
    })
  }
  const program = { name: found.name, sha256 }
  pins.observe({ what: 'program', program })
  const { pinned, seen } = pins.book
  if (seen.program === undefined) return
  await pins.write()
  const before = pinned.program
  const fault =
    before === undefined
      ? 'is not pinned, and the profile requires it'
      : before.name === program.name
        ? 'is not what it was when it was pinned'
        : `is to run, and \`${escape(before.name, 400)}\` is pinned`
  throw new AirlockError('AIRLOCK_PINS_CHANGED', {
    message: `\`${escape(program.name, 400)}\` ${fault}`,
    hints: [
      `mcp-airlock pins diff ${pins.profile}`,
      `mcp-airlock pins approve ${pins.profile} program`,
    ],
  })
}

/** Whatever else may fail must not fall through a promise that nobody holds. */
function notKept(error: unknown): AirlockError {
  return new AirlockError('AIRLOCK_PINS_UNUSABLE', {
    message: `what is pinned of the server cannot be kept: ${escape(String(error), 400)}`,
    hints: ['report it with this text, without secrets'],
  })
}

/** Long enough for all lists that clients ask for when they start, short enough that a killed launcher loses little. */
const DELAY_MS = 100
const MOST_UNWRITTEN = 64
const MOST_TOLD = 1000
const MOST_NAMED = 5
