import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/** What was seen of the helper programs that ran. */
export interface ToolRecord {
  /** A directory to put before PATH; it has the tools that are watched. */
  readonly path: string
  /** Every argument of every call. */
  argv(): readonly string[]
  /** What the calls of this tool wrote to standard output. */
  outputs(tool: string): readonly Buffer[]
  /** Everything that lay in the watched directory when a call had ended. */
  disk(): Buffer
}

/** Puts a script in the place of each tool, which runs the real one and keeps its arguments, its output and a copy of `watched`. */
export function recordTools(
  directory: string,
  tools: readonly string[],
  watched: string,
): ToolRecord {
  const [path, kept] = [join(directory, 'bin'), join(directory, 'kept')]
  mkdirSync(path, { recursive: true })
  mkdirSync(kept, { recursive: true })
  const script = join(path, 'recorder')
  writeFileSync(
    script,
    `#!/bin/sh
tool=$(basename "$0")
printf '%s\\n' "$tool" "$@" >> '${kept}/argv'
"/usr/bin/$tool" "$@" > "${kept}/out.$tool.$$"
code=$?
cp -r '${watched}' "${kept}/disk.$$"
cat "${kept}/out.$tool.$$"
exit $code
`,
  )
  chmodSync(script, 0o700)
  for (const tool of tools) symlinkSync('recorder', join(path, tool))
  const read = (test: (name: string) => boolean) =>
    readdirSync(kept, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && test(join(entry.parentPath, entry.name)))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
  return {
    path,
    argv: () => readFileSync(join(kept, 'argv'), 'utf8').split('\n'),
    outputs: (tool) => read((name) => name.includes(`/out.${tool}.`)),
    disk: () => Buffer.concat(read((name) => name.includes('/disk.'))),
  }
}
