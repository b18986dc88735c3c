import { AirlockError, escape } from '../base/index.ts'
import {
  decodeBook,
  EMPTY_BOOK,
  encodeBook,
  type Observation,
  observe,
  type PinBook,
  type PinStrictness,
} from '../inspect/index.ts'
import {
  ensurePrivateDirectory,
  exclusively,
  kindOf,
  readRegularFile,
  removeTree,
  requirePrivateDirectory,
  versionOf,
  writeFileAtomically,
} from '../os/index.ts'
import type { Directories } from './directories.ts'
import type { LoadedProfile } from './profile-library.ts'

/** Where the pins of one profile are kept, and how commands name the profile. */
export interface PinPlace {
  readonly directory: string
  readonly file: string
  /** Escaped. */
  readonly profile: string
}

/** A book with the version of the file that it was read from; undefined when there was none. */
export interface ReadBook {
  readonly book: PinBook
  readonly version: string | undefined
}

/**
 * A profile that has a name keeps its pins under that name, so that a profile of the user's own goes on where the shipped one was; one that
 * only its path names keeps them under that path.
 */
export function pinPlaceOf(
  { pins }: Directories,
  reference: string,
  { file }: LoadedProfile,
): PinPlace {
  if (!reference.includes('/')) {
    return { directory: pins, file: `${pins}/${reference}.json`, profile: reference }
  }
  const own = `${pins}/path${file}.json`
  return { directory: own.slice(0, own.lastIndexOf('/')), file: own, profile: escape(file) }
}

/**
 * Reads what is pinned; an empty book when nothing is. Throws `AIRLOCK_PINS_UNUSABLE` for a file that is not one of pins, and
 * `AIRLOCK_PATH_REFUSED` when others could have written it: nothing may start as if nothing had been pinned.
 */
export function readPins(place: PinPlace): ReadBook {
  if (!requirePrivateDirectory(place.directory)) return { book: EMPTY_BOOK, version: undefined }
  const version = versionOf(place.file)
  if (version === undefined && kindOf(place.file) === undefined) {
    return { book: EMPTY_BOOK, version }
  }
  const bytes = readRegularFile(place.file)
  const book = bytes && decodeBook(bytes.toString('utf8'))
  if (book === undefined) {
    throw unusable(place, bytes === undefined ? 'cannot be read' : 'is not a file of pins')
  }
  return { book, version }
}

/**
 * Reads what is pinned, changes it, writes it, and returns what was written, while no other process does the same. The file is only
 * written when something changed. Throws as `readPins`, and `AIRLOCK_PINS_UNUSABLE` when it cannot be written.
 */
export async function updatePins(
  place: PinPlace,
  change: (book: PinBook) => PinBook,
): Promise<ReadBook> {
  return await alone(place, () => {
    const before = readPins(place)
    const book = change(before.book)
    const text = encodeBook(book, place.profile)
    if (before.version !== undefined && text === encodeBook(before.book, place.profile)) {
      return before
    }
    writeFileAtomically(place.file, text, { mode: 0o600 })
    return { book, version: versionOf(place.file) }
  })
}

/** Removes what is pinned; returns whether there was something. Throws as `updatePins`. */
export async function removePins(place: PinPlace): Promise<boolean> {
  if (!requirePrivateDirectory(place.directory) || kindOf(place.file) === undefined) return false
  await alone(place, () => removeTree(place.file))
  return true
}

/** The book after all of these, in their order. */
export function observeAll(
  book: PinBook,
  observations: readonly Observation[],
  strictness: PinStrictness,
): PinBook {
  return observations.reduce((now, said) => observe(now, said, strictness), book)
}

async function alone<T>(place: PinPlace, work: () => T): Promise<T> {
  try {
    ensurePrivateDirectory(place.directory)
    const held = await exclusively(place.directory, PATIENCE_MS, work)
    if (held !== undefined) return held.done
  } catch (error) {
    if (AirlockError.is(error)) throw error
    const { code } = error as NodeJS.ErrnoException
    throw unusable(place, `cannot be written (${escape(code ?? String(error), 200)})`)
  }
  throw unusable(place, 'is being written by another process that does not come to an end', [
    // The link there names the process (symlink(2)): boot, pid namespace, pid, start time.
    `ls -la '${escape(place.directory)}'`,
  ])
}

function unusable(
  { file, profile }: PinPlace,
  fault: string,
  hints: readonly string[] = [`ls -l '${escape(file)}'`, `mcp-airlock pins forget ${profile}`],
): AirlockError {
  return new AirlockError('AIRLOCK_PINS_UNUSABLE', {
    message: `\`${escape(file)}\`, with what is pinned of the server, ${fault}`,
    hints,
  })
}

/** Each holder takes some milliseconds, so dozens of launchers may end at once. The end of a session waits no longer than this. */
const PATIENCE_MS = 1000
