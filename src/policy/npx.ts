/** A package as npx is told to run it. */
export interface NpxCall {
  readonly name: string
  /** Whatever follows `@`; undefined when nothing does. */
  readonly version: string | undefined
  /** Where the package stands in the command. */
  readonly at: number
  /** The arguments of the package itself. */
  readonly rest: readonly string[]
}

/** Whether the command is npx, by name or by any path to it: the path is never run, so it may lie. */
export function isNpx(command: readonly string[]): boolean {
  return /^(?:\/(?:.*\/)?)?npx(?:\.cmd)?$/.test(command[0] ?? '')
}

/**
 * Reads `npx [-y|--yes] PACKAGE[@VERSION] arguments…`, the form that clients' documentation shows. Every other option
 * of npx (`-p`, `-c`, `--registry`, …) changes what runs, so it makes the result undefined.
 */
export function readNpx(command: readonly string[]): NpxCall | undefined {
  const at = command[1] === '-y' || command[1] === '--yes' ? 2 : 1
  const [, name, version] = PACKAGE.exec(command[at] ?? '') ?? []
  return name === undefined || name.length > 214
    ? undefined
    : { name, version, at, rest: command.slice(at + 1) }
}

/** Whether the version names exactly one release: no range, no tag, no build metadata, which npm ignores. */
export function isExact(version: string): boolean {
  return EXACT.test(version)
}

/** A package name by the rules of package.json (lower case, url-safe, at most 214), none that looks like an option. */
const PACKAGE = /^((?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*)(?:@(.+))?$/

/** Semantic Versioning 2.0.0, item 9 for the pre-release part. */
const EXACT =
  /^(?:0|[1-9][0-9]{0,9})(?:\.(?:0|[1-9][0-9]{0,9})){2}(?:-(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?$/
