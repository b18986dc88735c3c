import { AirlockError, escape } from '../base/index.ts'
import {
  mergeProfile,
  nearest,
  type Profile,
  type ProfileLayer,
  parseProfile,
} from '../policy/index.ts'

/** Where profiles come from. Nothing else is ever searched: no working directory, no project, no environment. */
export interface ProfileLibrary {
  /** The user's own profiles, `<config>/mcp-airlock/profiles`. */
  readonly user: string
  /** The shipped profiles; its directory `presets` holds what they extend. */
  readonly shipped: string
  /** Reads a file that nobody else could have written; undefined when there is none. */
  readonly read: (path: string) => { readonly path: string; readonly text: string } | undefined
  /** The names in a directory, empty when there is none. */
  readonly names: (directory: string) => readonly string[]
}

/** A profile with the files that it is made of. */
export interface LoadedProfile {
  readonly profile: Profile
  /** The file that was asked for, links resolved. */
  readonly file: string
  /** That file and all that it extends, nearest first: the server must be able to write none of them. */
  readonly files: readonly string[]
}

/** A row of `profile list`. */
export interface ListedProfile {
  readonly name: string
  readonly origin: 'user' | 'shipped'
  readonly file: string
}

/**
 * Loads the profile of that name, the user's own before the shipped one, or the file at a path (whatever holds a `/`).
 * `extends` takes names only: a preset of that name, then a profile; a profile that names itself gets the shipped one.
 *
 * @throws AirlockError `AIRLOCK_PROFILE_NOT_FOUND`, and whatever reading, parsing and merging throw.
 */
export function findProfile(library: ProfileLibrary, reference: string): LoadedProfile {
  const found = reference.includes('/')
    ? layerAt(library, undefined, reference)
    : layerOf(library, reference, [library.user, library.shipped])
  if (found === undefined) throw notFound(library, reference)
  const files = [found.file]
  const profile = mergeProfile(found, (name, child) => {
    const parent = parentOf(library, name, child)
    files.push(parent.file)
    return parent
  })
  return { profile, file: found.file, files }
}

/** All profiles that have a name, sorted, the user's own hiding a shipped one of the same name. Presets are not among them. */
export function listProfiles(library: ProfileLibrary): readonly ListedProfile[] {
  const user = listed(library, 'user')
  const hidden = new Set(user.map(({ name }) => name))
  const shipped = listed(library, 'shipped').filter(({ name }) => !hidden.has(name))
  return [...user, ...shipped].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function listed(
  library: ProfileLibrary,
  origin: ListedProfile['origin'],
): readonly ListedProfile[] {
  const directory = library[origin]
  return library.names(directory).flatMap((entry) => {
    const name = entry.replace(/\.jsonc$/, '')
    return name !== entry && NAME.test(name)
      ? [{ name, origin, file: `${directory}/${entry}` }]
      : []
  })
}

/** A preset cannot be replaced by a file of the user: what a preset grants is the same on every machine. */
function parentOf(library: ProfileLibrary, name: string, child: ProfileLayer): ProfileLayer {
  const presets = `${library.shipped}/presets`
  const places =
    name === child.name ? [presets, library.shipped] : [presets, library.user, library.shipped]
  const parent = layerOf(library, name, places)
  if (parent !== undefined) return parent
  throw notFound(library, name, ` (\`extends\` in ${escape(child.file)})`)
}

function layerOf(
  library: ProfileLibrary,
  name: string,
  directories: readonly string[],
): ProfileLayer | undefined {
  if (!NAME.test(name)) return undefined
  for (const directory of directories) {
    const layer = layerAt(library, name, `${directory}/${name}.jsonc`)
    if (layer !== undefined) return layer
  }
  return undefined
}

/**
 * Without a name of its own it is called after the file, links resolved: what the vault gives to a profile must not go to another that is reached
 * by the same words from elsewhere.
 */
function layerAt(
  library: ProfileLibrary,
  name: string | undefined,
  path: string,
): ProfileLayer | undefined {
  const source = library.read(path)
  return source && parseProfile({ name: name ?? source.path, file: source.path, text: source.text })
}

function notFound(library: ProfileLibrary, reference: string, where = ''): AirlockError {
  const known = listProfiles(library).map(({ name }) => name)
  const presets = library
    .names(`${library.shipped}/presets`)
    .map((name) => name.replace(/\.jsonc$/, ''))
  const meant = nearest(reference, where === '' ? known : [...known, ...presets])
  const hint = reference.includes('/')
    ? 'give the path of an existing file'
    : where === '' && presets.includes(reference)
      ? `\`${reference}\` is a preset: write a profile with "extends": "${reference}"`
      : meant !== undefined && `did you mean \`${meant}\`?`
  return new AirlockError('AIRLOCK_PROFILE_NOT_FOUND', {
    message: `no profile \`${escape(reference, 200)}\`${where}`,
    hints: [...(hint === false ? [] : [hint]), 'mcp-airlock profile list'],
  })
}

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/
