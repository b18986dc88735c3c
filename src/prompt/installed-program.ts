import { isExecutable, kindOf } from '../os/index.ts'

/** The first of these programs that is installed; never one from PATH, which whoever starts a client may set. */
export function findProgram(
  names: readonly string[],
  directories: readonly string[] = DIRECTORIES,
): string | undefined {
  const paths = names.flatMap((name) => directories.map((directory) => `${directory}/${name}`))
  return paths.find((path) => kindOf(path) === 'file' && isExecutable(path))
}

/** Where packages put programs: FHS 3.0 (4.4, 4.9.2), NixOS, and Homebrew on Apple silicon. */
const DIRECTORIES: readonly string[] = [
  '/usr/bin',
  '/bin',
  '/usr/local/bin',
  '/run/current-system/sw/bin',
  '/opt/homebrew/bin',
]
