import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Place, packageFile, type Subject } from './servers-subject.ts'

/** Puts something in front of a server's own command line. */
export type Wrapper = (subject: Subject, place: Place) => readonly string[]

const root = join(import.meta.dirname, '..', '..')

/** The built launcher, as a client's configuration names it. */
export const launcher: readonly string[] = [process.execPath, join(root, 'bin', 'mcp-airlock.js')]

/** No wrapper: what a user has today. */
export const direct: Wrapper = (subject, place) => subject.command(place)

/** The least relay: proves that the comparison itself finds nothing where there is nothing. */
export const relay: Wrapper = (subject, place) => [
  process.execPath,
  join(root, 'test', 'bench', 'relay.mjs'),
  ...subject.command(place),
]

/** A relay that parses and writes anew: proves that the comparison sees it. */
export const rewriting: Wrapper = (subject, place) => [
  process.execPath,
  join(root, 'test', 'support', 'launcher-rewriting.mjs'),
  ...subject.command(place),
]

/** The launcher with a profile made for this run, named by its path. */
export const airlock: Wrapper = (subject, place) => [
  ...launcher,
  'run',
  writeProfile(subject, place),
]

/** The launcher with the shipped profile of the subject's name; the package comes from the store. */
export const shipped: Wrapper = (subject, place) => [
  ...launcher,
  'run',
  subject.name,
  '--',
  ...(subject.shipped?.(place) ?? []),
]

/**
 * The same server with a second tee next to it, inside whatever is put in front. A chamber shows a program's own package and
 * nothing else of the disk, so the tee is laid beside the server's package.
 */
export function teed(subject: Subject, prefix: string): Subject {
  const tee = packageFile('.tee/tee.mjs')
  mkdirSync(dirname(tee), { recursive: true })
  copyFileSync(join(root, 'test', 'support', 'tee.mjs'), tee)
  return {
    ...subject,
    command: (place) => {
      const { words, command } = splitEnvironment(subject.command(place))
      return [...words, 'node', tee, prefix, ...command]
    },
    profile: (place) => ({ filesystem: { write: [place.data] }, ...subject.profile?.(place) }),
  }
}

/** Writes the subject's profile beside its directories and returns the path. */
function writeProfile(subject: Subject, place: Place): string {
  const folder = join(place.home, '.config', 'mcp-airlock', 'profiles')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `${subject.name}.jsonc`)
  const { environment, command } = splitEnvironment(subject.command(place))
  const profile = { extends: 'node', ...subject.profile?.(place), command, env: environment }
  writeFileSync(file, JSON.stringify(profile, null, 2), { mode: 0o600 })
  return file
}

/** `env NAME=value command…` is the direct form; a profile has a key for that. */
function splitEnvironment(all: readonly string[]) {
  const end = all[0] === 'env' ? all.findIndex((word, at) => at > 0 && !word.includes('=')) : 0
  const pairs = all.slice(1, end).map((word) => word.split('=', 2) as [string, string])
  const environment = Object.fromEntries(pairs)
  return { words: all.slice(0, end), environment, command: all.slice(end) }
}
