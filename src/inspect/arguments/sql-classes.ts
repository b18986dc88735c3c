import type { SqlClass } from './rule.ts'
import type { SqlPiece } from './sql-words.ts'

/** Classes that have a name of their own. */
type Named = Exclude<SqlClass, 'ddl'>

/**
 * Everything that a statement may do, by its words. The first word counts, and any verb that stands bare in the text: in a
 * common table expression, behind `EXPLAIN`, or as a second statement, which SQL Server takes without a semicolon.
 */
export function sqlClasses(pieces: readonly SqlPiece[]): ReadonlySet<Named> {
  const first = pieces.find(({ text }) => text !== '(')
  const leading = first?.kind === 'word' ? LEADING.get(first.text) : undefined
  const found = new Set<Named>([leading ?? 'other'])
  /** `INTO` belongs to the verb that takes rows; anywhere else it makes a table, a file or a variable. */
  let takesInto = false
  for (const [index, { kind, text }] of pieces.entries()) {
    if (kind !== 'word') {
      takesInto = false
      continue
    }
    const near = neighbours(pieces, index)
    const verb = isName(text, near) ? undefined : (VERBS.get(text) ?? clause(text, near, found))
    if (verb !== undefined) found.add(verb)
    if (text === 'into' && !takesInto) found.add('other')
    takesInto = verb === 'insert' || verb === 'merge' || (takesInto && MODIFIERS.has(text))
  }
  return found
}

interface Neighbours {
  /** It stands behind a name and a dot. */
  readonly isMember: boolean
  readonly before: string | undefined
  readonly after: string | undefined
}

function neighbours(pieces: readonly SqlPiece[], index: number): Neighbours {
  const before = pieces[index - 1]?.text
  return {
    isMember: before === '.' && isOwner(pieces[index - 2]),
    before,
    after: pieces[index + 1]?.text,
  }
}

/** A column, or a function that is called as a verb is. */
function isName(word: string, { isMember, after }: Neighbours): boolean {
  return isMember || (FUNCTIONS.has(word) && after === '(')
}

function isOwner(piece: SqlPiece | undefined): boolean {
  return piece?.kind === 'word' || piece?.kind === 'quoted' || piece?.text === ']'
}

/** Verbs that are parts of other statements too: `UPDATE … SET`, `CHARACTER SET`, `USE INDEX` (MySQL, Index Hints). */
function clause(
  word: string,
  { before, after }: Neighbours,
  found: ReadonlySet<Named>,
): Named | undefined {
  if (word === 'set') {
    const isPart = before === 'character' || ASSIGNING.some((each) => found.has(each))
    return isPart ? undefined : 'set'
  }
  return word === 'use' && after !== 'index' && after !== 'key' ? 'other' : undefined
}

/** Words that a statement begins with, and nothing else of the kind may. */
const LEADING: ReadonlyMap<string, Named> = new Map([
  ['select', 'select'],
  ['with', 'select'],
  ['values', 'select'],
  ['table', 'select'],
  ['explain', 'explain'],
  ['show', 'show'],
  ['describe', 'describe'],
  ['desc', 'describe'],
  ['pragma', 'pragma'],
  ['insert', 'insert'],
  ['replace', 'insert'],
  ['update', 'update'],
  ['delete', 'delete'],
  ['merge', 'merge'],
  ['create', 'create'],
  ['alter', 'alter'],
  ['drop', 'drop'],
  ['truncate', 'truncate'],
  ['call', 'call'],
  ['set', 'set'],
  ['grant', 'grant'],
  ['revoke', 'grant'],
  ['begin', 'transaction'],
  ['start', 'transaction'],
  ['commit', 'transaction'],
  ['rollback', 'transaction'],
  ['savepoint', 'transaction'],
  ['release', 'transaction'],
  ['end', 'transaction'],
])

/**
 * Words that do something wherever they stand bare: verbs that read or change data or the schema, and those which Transact-SQL reserves
 * (Reserved Keywords), since there they begin a statement anywhere, and `go`, which ends a batch in its
 * tools. Left out of the latter: what only prints or ends something.
 */
const VERBS: ReadonlyMap<string, Named> = new Map([
  ['select', 'select'],
  ['insert', 'insert'],
  ['replace', 'insert'],
  ['update', 'update'],
  ['delete', 'delete'],
  ['merge', 'merge'],
  ['create', 'create'],
  ['alter', 'alter'],
  ['drop', 'drop'],
  ['truncate', 'truncate'],
  ['grant', 'grant'],
  ['revoke', 'grant'],
  ['deny', 'grant'],
  ['commit', 'transaction'],
  ['rollback', 'transaction'],
  ...(
    'attach backup bulk checkpoint dbcc declare detach dump exec execute go kill outfile dumpfile raiserror readtext ' +
    'reconfigure restore revert setuser shutdown updatetext waitfor while writetext'
  )
    .split(' ')
    .map((word) => [word, 'other'] as const),
])

/** Functions of the same name (MySQL, String and Numeric Functions; SQLite and SQL Server, replace). */
const FUNCTIONS: ReadonlySet<string> = new Set(['replace', 'insert', 'truncate'])
/** What may stand between the verb and `INTO` (MySQL, INSERT; SQLite, INSERT). */
const MODIFIERS: ReadonlySet<string> = new Set(
  'low_priority high_priority delayed ignore or replace abort fail'.split(' '),
)
/** Statements in which `SET` is a clause. */
const ASSIGNING: readonly Named[] = ['insert', 'update', 'merge', 'create', 'alter']
