/** One piece of a statement: a bare word in lower case, or one sign. Quoted things are one piece, whatever is in them. */
export interface SqlPiece {
  readonly kind: 'word' | 'sign' | 'quoted' | 'number'
  readonly text: string
}

export type SqlPieces =
  | { readonly pieces: readonly SqlPiece[] }
  /** Why databases would cut the text into different pieces, as the end of a sentence. */
  | { readonly fault: string }

/**
 * Cuts a statement into pieces, but only a text that PostgreSQL, MySQL, SQLite and SQL Server cut alike. Everything they disagree
 * on is refused: comments (`--` without a space, `#`, `/*!`, nesting), backslashes (an escape or a character), dollar quotes, words
 * glued to numbers, and letters outside quotes that are not ASCII. Linear in the length of the text.
 */
export function sqlPieces(text: string): SqlPieces {
  const pieces: SqlPiece[] = []
  const lexer = new RegExp(LEXER)
  /** In brackets, which quote a name in two of the four and are signs in the others. */
  let inBrackets = false
  while (lexer.lastIndex < text.length) {
    const at = lexer.lastIndex
    const found = lexer.exec(text)?.groups
    if (found === undefined) return { fault: strange(text.slice(at, at + 2)) }
    const piece = pieceOf(found)
    if (piece === undefined) continue
    const fault = pieceFault(piece, { inBrackets })
    if (fault !== undefined) return { fault }
    if (piece.text === '[') inBrackets = true
    else if (piece.text === ']') inBrackets = false
    pieces.push(piece)
  }
  return inBrackets ? { fault: 'a bracket in it is never closed' } : { pieces }
}

/** Undefined for white space. */
function pieceOf({
  word,
  number,
  quoted,
  sign,
}: Readonly<Record<string, string>>): SqlPiece | undefined {
  if (word !== undefined) return { kind: 'word', text: word.toLowerCase() }
  if (number !== undefined) return { kind: 'number', text: number }
  if (quoted !== undefined) return { kind: 'quoted', text: quoted }
  return sign === undefined ? undefined : { kind: 'sign', text: sign }
}

function pieceFault(
  { kind, text }: SqlPiece,
  { inBrackets }: { readonly inBrackets: boolean },
): string | undefined {
  if (kind === 'quoted' && inBrackets && text.includes(']')) {
    return 'it holds a quoted `]` in brackets'
  }
  if (kind === 'quoted' && text.startsWith('`') && !PLAIN_NAME.test(text)) {
    return 'it holds a name in backquotes that is more than letters and digits'
  }
  return text === ';' && inBrackets ? 'it holds a `;` in brackets' : undefined
}

function strange(start: string): string {
  if (/^(?:--|\/\*|#)/.test(start))
    return 'it holds a comment, or signs that some databases take for one'
  if (/^['"`]/.test(start)) return 'a quote in it is never closed, or a backslash stands in quotes'
  if (start.startsWith('$')) return 'it holds a dollar sign outside quotes'
  if (/^\d/.test(start)) return 'it holds a word that begins with a digit'
  return 'it holds a character outside quotes that databases read differently'
}

/**
 * White space as all four have it; words; numbers with nothing glued to them; quotes that are doubled to stand for themselves; a
 * parameter such as `$1`; and single signs. Not `--`, `/*` or a `!` that stands for itself; not `]]`, which is a `]` in a name of
 * SQL Server; and not `q'`, which begins a string of Oracle's own kind.
 */
const LEXER =
  /[ \t\r\n]+|(?<word>(?![nN]?[qQ]')[A-Za-z_][A-Za-z0-9_$]*)|(?<number>(?:0[xX][0-9a-fA-F]+|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(?![\w.$'"`]))|(?<quoted>'(?:[^'\\\0]|'')*'(?!')|"(?:[^"\\\0]|"")*"(?!")|`[^`\\\0]*`(?!`))|(?<sign>\$[0-9]+(?![\w$])|!(?=[=<>~])|-(?!-)|\/(?!\*)|\](?!\])|[()[,;.*+%=<>|&^~@?:{}])/y
const PLAIN_NAME = /^`[\w .]+`$/
