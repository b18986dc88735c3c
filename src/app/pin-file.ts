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
 */
export class PinFile implements PinKeeper {
  readonly strictness: PinStrictness
  readonly profile: string
  readonly #io: Io
  readonly #place: PinPlace
  #book: PinBook
  #version: string | undefined
  /** In their order, not written yet. */
  #unwritten: readonly Observation[] = []
  #timer: NodeJS.Timeout | undefined
  #told: ReadonlySet<string> = new Set()
  #isBroken = false
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
    this.#version = version
  }

  get book(): PinBook {
    return this.#book
  }

  observe(observation: Observation): void {
    const before = this.#book
    this.#book = observe(before, observation, this.strictness)
    this.#tellChanges()
    if (this.#book === before || this.#isBroken) return
    // Beyond the bound nothing is lost that was pinned: what comes first is written first, and all of it holds in this session.
    if (this.#unwritten.length < MOST_UNWRITTEN) this.#unwritten = [...this.#unwritten, observation]
    this.#timer ??= setTimeout(() => void this.write(), DELAY_MS).unref()
  }

  renew(): void {
    if (this.#isBroken || versionOf(this.#place.file) === this.#version) return
    this.#attempt(() => this.#take(readPins(this.#place)))
  }

  /** Writes what is not written yet. A file that cannot be written is told of once; the session keeps what it knows. */
  write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeBatch())
    return this.#writing
  }

  async #writeBatch(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const batch = this.#unwritten
    if (batch.length === 0 || this.#isBroken) return
    try {
      const written = await updatePins(this.#place, (book) =>
        observeAll(book, batch, this.strictness),
      )
      this.#unwritten = this.#unwritten.slice(batch.length)
      this.#take(written)
    } catch (error) {
      this.#fail(error)
    }
  }

  #take({ book, version }: ReadBook): void {
    this.#version = version
    this.#book = observeAll(book, this.#unwritten, this.strictness)
  }

  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    if (!AirlockError.is(error)) throw error
    this.#isBroken = true
    tell(this.#io, `${error.message}; what is pinned in this session ends with it`)
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
 * record, so that it can be approved, and refused. Undefined when the profile wants no pins. Throws `AIRLOCK_PINS_CHANGED`, and what
 * `readPins` throws.
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
  return pins
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

/** Long enough for all lists that clients ask for when they start, short enough that a killed launcher loses little. */
const DELAY_MS = 100
const MOST_UNWRITTEN = 64
const MOST_TOLD = 1000
const MOST_NAMED = 5
