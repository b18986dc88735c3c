import { canonicalPath, kindOf, readPieces, walkTree } from '../os/index.ts'
import type { ClientConfiguration } from './clients.ts'

/** A text file that is searched. */
export interface GatheredFile {
  readonly path: string
  readonly text: string
  /** What is known of it, when it is the configuration of a client. */
  readonly configuration: ClientConfiguration | undefined
}

/** A file that ought to have been searched and was not. */
export interface NotRead {
  readonly path: string
  readonly reason: string
}

export interface Gathering {
  readonly files: number
  readonly notRead: readonly NotRead[]
}

/**
 * Hands every text file to `visit`: the configurations that exist, the files of `paths`, and everything below its directories in the order of
 * their names. What a person or a client names is read through a link; below a directory links are not followed, and version control,
 * installed packages and binary files are passed over. Everything is bounded, and what a bound kept out is in `notRead`.
 */
export function gatherFiles(
  request: {
    readonly configurations: readonly ClientConfiguration[]
    /** Absolute, and there. */
    readonly paths: readonly string[]
  },
  visit: (file: GatheredFile) => void,
): Gathering {
  const notRead: NotRead[] = []
  const seen = new Set<string>()
  let files = 0
  const look = (path: string, configuration: ClientConfiguration | undefined) => {
    const real = canonicalPath(path)
    if (real === undefined || seen.has(real)) return
    seen.add(real)
    const text = textOf(real, configuration === undefined ? MAX_BYTES : MAX_CONFIGURATION_BYTES)
    if (text === undefined) return
    if (typeof text === 'object') {
      notRead.push({ path, reason: text.reason })
      return
    }
    files++
    visit({ path, text, configuration })
  }
  for (const configuration of request.configurations)
    if (kindOf(configuration.path) === 'file') look(configuration.path, configuration)
  for (const path of request.paths) {
    const kind = kindOf(path)
    if (kind === 'file') look(path, undefined)
    else if (kind === 'directory') {
      const { found, fault } = filesBelow(path)
      for (const file of found) look(file, undefined)
      if (fault !== undefined) notRead.push({ path, reason: fault })
    } else notRead.push({ path, reason: 'it is not a file' })
  }
  return { files, notRead }
}

function filesBelow(root: string): { readonly found: readonly string[]; readonly fault?: string } {
  const found: string[] = []
  const hidden: string[] = []
  try {
    const isWhole = walkTree(
      root,
      {
        limit: MAX_ENTRIES,
        skip: (path) => PASSED_OVER.has(path.slice(path.lastIndexOf('/') + 1)),
        onHidden: (directory) => hidden.push(directory),
      },
      ({ path, kind }) => {
        if (kind === 'file' && found.length <= MAX_FILES) found.push(path)
      },
    )
    if (isWhole && found.length <= MAX_FILES)
      return { found: found.sort(), ...(hidden.length > 0 && { fault: UNREAD }) }
    const fault = `it holds more than ${isWhole ? MAX_FILES : MAX_ENTRIES} files; name a part of it`
    return { found: found.slice(0, MAX_FILES).sort(), fault }
  } catch {
    return { found: found.sort(), fault: UNREAD }
  }
}

/** The text, a reason why there is none, or undefined for a binary file, which holds no text to search. */
function textOf(path: string, limit: number): string | { readonly reason: string } | undefined {
  const pieces: Buffer[] = []
  let size = 0
  try {
    const stamp = readPieces(path, (piece) => {
      size += piece.length
      if (size > limit) throw new TooLarge()
      pieces.push(Buffer.from(piece))
    })
    if (stamp === undefined) return { reason: 'it cannot be read' }
  } catch (error) {
    if (error instanceof TooLarge) return { reason: `it is larger than ${limit >> 20} MB` }
    return { reason: 'it cannot be read' }
  }
  const bytes = Buffer.concat(pieces)
  return bytes.includes(0) ? undefined : bytes.toString('utf8')
}

/** Ends the reading of a file; never leaves this file. */
class TooLarge extends Error {}

const PASSED_OVER: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  '.venv',
  '__pycache__',
])
/** Text that people and programs configure with is smaller by far; what is larger is data. */
const MAX_BYTES = 1 << 20
/** Claude Code keeps its history in the same file as its servers. */
const MAX_CONFIGURATION_BYTES = 8 << 20
const UNREAD = 'a directory in it cannot be read'
const MAX_FILES = 20_000
const MAX_ENTRIES = 200_000
