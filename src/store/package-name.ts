import { AirlockError, escape } from '../base/index.ts'

/** A package with the one version that can be launched. */
export interface ExactPackage {
  readonly name: string
  /** A semantic version without build metadata, which registries drop (Semantic Versioning 2.0.0, clause 10). */
  readonly version: string
}

/** What `store add` was asked for: `selector` is an exact version, a range or a distribution tag. */
export interface PackageRequest {
  readonly name: string
  readonly selector: string
  /** Set when the selector can mean one version only. */
  readonly version?: string
}

/**
 * Reads `NAME`, `NAME@VERSION`, `NAME@RANGE` or `NAME@TAG`; no selector means the tag `latest`, as for npm. Throws
 * `AIRLOCK_USAGE` for every other form that npm knows (directory, archive, address, git, alias) and for what is no package name.
 */
export function parsePackageRequest(text: string): PackageRequest {
  const at = text.indexOf('@', 1)
  const name = at === -1 ? text : text.slice(0, at)
  const selector = at === -1 ? 'latest' : text.slice(at + 1)
  const fault = nameFault(name) ?? selectorFault(selector)
  if (fault !== undefined)
    throw new AirlockError('AIRLOCK_USAGE', {
      message: `\`${escape(text, 300)}\` is not a package of a registry: ${fault}`,
      hints: ['name it as NAME@VERSION, for example `@scope/name@1.2.3`'],
    })
  return EXACT.test(selector) ? { name, selector, version: selector } : { name, selector }
}

/** Reads `NAME@VERSION` with an exact version. Throws `AIRLOCK_USAGE` for anything else. */
export function parseExactPackage(text: string): ExactPackage {
  const { name, version } = parsePackageRequest(text)
  if (version !== undefined) return { name, version }
  throw new AirlockError('AIRLOCK_USAGE', {
    message: `\`${escape(text, 300)}\` does not name one exact version`,
    hints: [`mcp-airlock store list`, `mcp-airlock store add ${text}`],
  })
}

/** The directory of a package in the store. A name never holds `+`, so the way back is unambiguous. */
export function directoryOf({ name, version }: ExactPackage): string {
  return `${name.replace('/', '+')}@${version}`
}

/** The package whose directory has this name, undefined for any other file in the store. */
export function packageOfDirectory(directory: string): ExactPackage | undefined {
  const at = directory.lastIndexOf('@')
  const name = directory.slice(0, Math.max(at, 0)).replace('+', '/')
  const version = directory.slice(at + 1)
  return nameFault(name) === undefined && EXACT.test(version) ? { name, version } : undefined
}

function nameFault(name: string): string | undefined {
  if (name.length > NAME_LENGTH) return `the name is longer than ${NAME_LENGTH} characters`
  if (!NAME.test(name)) return 'the name may hold lower-case letters, digits, `-`, `_` and `.`'
  if (name.includes('..')) return 'the name holds `..`'
  if (RESERVED.test(name)) return 'the name is reserved'
  return undefined
}

function selectorFault(selector: string): string | undefined {
  if (selector.length > SELECTOR_LENGTH) return 'the version is too long'
  if (ARCHIVE.test(selector)) return 'the version names an archive'
  if (EXACT.test(selector) || TAG.test(selector) || RANGE.test(selector)) return undefined
  return 'after the `@` comes a version, a range or a tag'
}

// The rules for new names of validate-npm-package-name 7.0, less `~` and a leading `-`, which would read as an option.
// Old names with capitals are refused: on a file system that ignores case two of them would share a directory.
const NAME = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/
const NAME_LENGTH = 214
const RESERVED = /^(?:@[^/]+\/)?(?:node_modules|favicon\.ico)$/

// Semantic Versioning 2.0.0, clauses 2 and 9: no leading zeros in numbers.
const NUMBER = '(?:0|[1-9]\\d{0,15})'
const IDENTIFIER = `(?:${NUMBER}|\\d*[a-zA-Z-][0-9a-zA-Z-]*)`
const PRERELEASE = `(?:-${IDENTIFIER}(?:\\.${IDENTIFIER})*)`
const EXACT = new RegExp(`^${NUMBER}\\.${NUMBER}\\.${NUMBER}${PRERELEASE}?$`)

// The range grammar of node-semver 7.7: comparators, hyphen ranges and `||`.
const PART = `(?:${NUMBER}|[xX*])`
const PARTIAL = `v?${PART}(?:\\.${PART}(?:\\.${PART}${PRERELEASE}?)?)?`
const SIMPLE = `(?:[<>]=?|=|~|\\^)? ?${PARTIAL}`
const CHOICE = `(?:${PARTIAL} - ${PARTIAL}|${SIMPLE}(?: ${SIMPLE})*)`
const RANGE = new RegExp(`^${CHOICE}(?: ?\\|\\| ?${CHOICE})*$`)
const TAG = /^[a-zA-Z][a-zA-Z0-9._-]*$/
const SELECTOR_LENGTH = 128

// npm-package-arg 13 takes such a selector for a file.
const ARCHIVE = /\.(?:tgz|tar\.gz|tar)$/i
