import { AirlockError, catalog, type ErrorEntry, escape } from '../base/index.ts'
import { nearest } from '../policy/index.ts'
import { type Io, print } from './io.ts'

/** Prints one row of the error catalogue, or all of them. Throws AIRLOCK_USAGE for a code that does not exist. */
export async function explainCode(io: Io, code: string | undefined): Promise<number> {
  const rows: readonly [string, ErrorEntry][] = Object.entries(catalog)
  const wanted = code === undefined ? rows : rows.filter(([name]) => name === code.toUpperCase())
  if (wanted.length === 0) {
    const meant = nearest(
      code ?? '',
      rows.map(([name]) => name),
    )
    throw new AirlockError('AIRLOCK_USAGE', {
      message: `there is no error code \`${escape(code ?? '', 80)}\``,
      hints: [meant === undefined ? 'mcp-airlock explain' : `mcp-airlock explain ${meant}`],
    })
  }
  for (const [name, { meaning, hint, exitCode }] of wanted) {
    print(io, name)
    print(io, `  ${meaning}`)
    print(io, `  next: ${hint}`)
    print(io, `  exit code: ${exitCode}`)
  }
  return 0
}
