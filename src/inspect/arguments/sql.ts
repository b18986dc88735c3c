import { quotedList } from './quoted-list.ts'
import type { SqlClass, SqlRule } from './rule.ts'
import { sqlClasses } from './sql-classes.ts'
import { type SqlPiece, sqlPieces } from './sql-words.ts'

/**
 * One statement of the allowed classes. This is a filter by words, not a parser, because the rule does not know which database
 * will read the text, and a parser of one dialect is passed by in another: measured, both node-sql-parser 5.4.0 (as MySQL) and
 * libpg-query 18.1.5 take `SELECT 1 /*! INTO OUTFILE '/tmp/x' *\/` for a plain select. So a text is refused when databases would
 * cut it differently, and a statement when a bare word in it could do more than is allowed. It refuses honest statements too, such
 * as those with comments. What it cannot see: functions and operators that change something (`nextval`, `lo_import`, `load_file`,
 * `pg_terminate_backend`, `load_extension`), views and triggers, and commands of a database's
 * own shell; let the database account be read-only.
 */
export function sqlFault({ allow }: SqlRule, text: string): string | undefined {
  const accepted = `must be one SQL statement (allowed: ${quotedList(allow)}), without comments`
  const fault = statementFault(text, allowed(allow))
  return fault === undefined ? undefined : `${accepted}; ${fault}`
}

function statementFault(text: string, allow: ReadonlySet<SqlClass>): string | undefined {
  if (text.length > MAX_LENGTH) return 'it is too long'
  const found = sqlPieces(text)
  if ('fault' in found) return found.fault
  const pieces = withoutEnd(found.pieces)
  if (pieces.length === 0) return 'it is empty'
  if (pieces.some(({ kind, text: sign }) => kind === 'sign' && sign === ';')) {
    return 'it holds several statements'
  }
  const refused = [...sqlClasses(pieces)].filter((each) => !allow.has(each))
  if (refused.length === 0) return undefined
  return `it could also do ${quotedList(refused)}`
}

function withoutEnd(pieces: readonly SqlPiece[]): readonly SqlPiece[] {
  const last = pieces.at(-1)
  return last?.kind === 'sign' && last.text === ';' ? pieces.slice(0, -1) : pieces
}

function allowed(allow: readonly SqlClass[]): ReadonlySet<SqlClass> {
  return new Set(allow.flatMap((each) => (each === 'ddl' ? DDL : [each])))
}

const DDL: readonly SqlClass[] = ['create', 'alter', 'drop', 'truncate']
/** A statement that a model writes is shorter; looking at one this long takes a few milliseconds. */
const MAX_LENGTH = 65_536
