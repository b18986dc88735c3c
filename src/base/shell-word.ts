import { escape } from './escape.ts'

/** One word for a POSIX shell (Shell Command Language, 2.2.2), and fit for a terminal: inside single quotes nothing is special but the quote. */
export function shellWord(text: string): string {
  const isPlain = /^[\w./:@%+=-]+$/.test(text) && !text.startsWith('-')
  return escape(isPlain ? text : `'${text.replaceAll("'", `'\\''`)}'`, text.length * 4 + 2)
}
