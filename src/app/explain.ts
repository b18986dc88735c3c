import { AirlockError, catalog, escape } from '../base/index.ts'
import { refusalCatalog } from '../inspect/index.ts'
import { nearest } from '../policy/index.ts'
import { type Io, print } from './io.ts'

/** A code with what is said about it. */
interface Explanation {
  readonly code: string
  readonly lines: readonly string[]
}

/**
 * Prints what a code means and what to do: of an error of the launcher (`AIRLOCK_…`), or of a message that went no further
 * (`error.data.code`, in lower case). Without a code all of them. Throws AIRLOCK_USAGE for one that does not exist.
 */
export async function explainCode(io: Io, asked: string | undefined): Promise<number> {
  const all = [...errors(), ...refusals()]
  const wanted =
    asked === undefined ? all : all.filter(({ code }) => code.toLowerCase() === asked.toLowerCase())
  if (asked !== undefined && wanted.length === 0) throw unknown(asked, all)
  for (const { code, lines } of wanted) print(io, [code, ...lines].join('\n  '))
  return 0
}

function errors(): readonly Explanation[] {
  return Object.entries(catalog).map(([code, { meaning, hint, exitCode }]) => ({
    code,
    lines: [meaning, `next: ${hint}`, `exit code: ${exitCode}`],
  }))
}

function refusals(): readonly Explanation[] {
  return Object.entries(refusalCatalog).map(([code, { meaning, remedy }]) => ({
    code,
    lines: [meaning, `next: ${remedy}`],
  }))
}

function unknown(asked: string, all: readonly Explanation[]): AirlockError {
  const meant = nearest(
    asked,
    all.map(({ code }) => code),
  )
  return new AirlockError('AIRLOCK_USAGE', {
    message: `there is no error code \`${escape(asked, 80)}\``,
    hints: [meant === undefined ? 'mcp-airlock explain' : `mcp-airlock explain ${meant}`],
  })
}
