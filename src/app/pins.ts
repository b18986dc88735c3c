import { AirlockError, escape } from '../base/index.ts'
import { approve, type Change, changesIn, changesNamed, diffLines } from '../inspect/index.ts'
import { nearest } from '../policy/index.ts'
import { directoriesOf } from './directories.ts'
import { type Io, print } from './io.ts'
import { libraryOf } from './library.ts'
import { type PinPlace, pinPlaceOf, readPins, removePins, updatePins } from './pin-place.ts'
import { findProfile } from './profile-library.ts'

/** Prints what is pinned of a profile's server, name by name, and where. */
export async function showPins(io: Io, reference: string): Promise<number> {
  const place = placeOf(io, reference)
  const { book, version } = readPins(place)
  if (version === undefined) return nothingPinned(io, place)
  const { program, server, lists } = book.pinned
  print(io, `file: ${escape(place.file)}`)
  if (program !== undefined) {
    print(
      io,
      `program: ${escape(program.name)}${program.sha256 ? `, sha256 ${program.sha256}` : ''}`,
    )
  }
  if (server !== undefined) {
    const { name = '(no name)', version: said = '(no version)', instructions } = server
    print(io, `server: ${escape(name, 200)} ${escape(said, 200)}`)
    print(
      io,
      `instructions: ${instructions === undefined ? 'none' : `${instructions.length} characters`}`,
    )
  }
  for (const [kind, noun] of NOUNS) {
    const names = [...lists[kind].items.keys()].toSorted().map((name) => escape(name, 200))
    const isWhole = lists[kind].pages === 'all'
    if (isWhole || names.length > 0) {
      print(
        io,
        `${noun}: ${names.join(', ') || 'none'}${isWhole ? '' : ' (not read to the end yet)'}`,
      )
    }
  }
  const waiting = changesIn(book).length
  if (waiting > 0)
    print(io, `waiting for approval: ${waiting}, see mcp-airlock pins diff ${place.profile}`)
  return 0
}

/** Prints what was seen otherwise than it is pinned; returns 1 when there is something, as diff(1) does. */
export async function diffPins(io: Io, reference: string): Promise<number> {
  const place = placeOf(io, reference)
  const { book, version } = readPins(place)
  if (version === undefined) return nothingPinned(io, place)
  const changes = changesIn(book)
  if (changes.length === 0) print(io, 'everything that was seen is as it was pinned')
  else printChanges(io, changes)
  return changes.length === 0 ? 0 : 1
}

/** Accepts all that waits, or one item, and prints what was accepted. Throws AIRLOCK_USAGE for an item that does not wait. */
export async function approvePins(
  io: Io,
  reference: string,
  item: string | undefined,
): Promise<number> {
  const place = placeOf(io, reference)
  if (readPins(place).version === undefined) return nothingPinned(io, place)
  const accepted: Change[] = []
  await updatePins(place, (book) => {
    accepted.splice(0, accepted.length, ...changesNamed(book, item))
    if (item !== undefined && accepted.length === 0) throw notWaiting(changesIn(book), item)
    return approve(book, accepted)
  })
  if (accepted.length === 0) print(io, 'nothing waits for approval')
  else printChanges(io, accepted)
  if (accepted.length > 0) print(io, `approved: ${accepted.length}`)
  return 0
}

/** Forgets everything that is pinned, so that the next session begins anew. */
export async function forgetPins(io: Io, reference: string): Promise<number> {
  const place = placeOf(io, reference)
  if (!(await removePins(place))) return nothingPinned(io, place)
  print(io, `${place.profile}: forgotten`)
  return 0
}

function placeOf(io: Io, reference: string): PinPlace {
  const directories = directoriesOf(io)
  return pinPlaceOf(directories, reference, findProfile(libraryOf(directories), reference))
}

function nothingPinned(io: Io, { profile }: PinPlace): number {
  print(io, `${profile}: nothing is pinned yet`)
  return 0
}

function printChanges(io: Io, changes: readonly Change[]): void {
  for (const line of changes.flatMap(diffLines)) print(io, line)
}

function notWaiting(changes: readonly Change[], item: string): AirlockError {
  const items = changes.map((change) => change.item)
  const meant = nearest(item, items)
  return new AirlockError('AIRLOCK_USAGE', {
    message: `\`${escape(item, 200)}\` does not wait for approval, or several items are called so`,
    hints: [
      meant === undefined
        ? 'give an item as `mcp-airlock pins diff` prints it'
        : `did you mean \`${escape(meant, 200)}\`?`,
    ],
  })
}

const NOUNS = [
  ['tool', 'tools'],
  ['prompt', 'prompts'],
  ['template', 'resource templates'],
] as const
