/**
 * A value that ends up in a command line must hold nothing that a shell acts on. Refused are the characters of POSIX.1-2017, XCU
 * 2.2, which must be quoted to stand for themselves, but for the space: `|` `&` `;` `<` `>` `(` `)` `$` a backquote `\` `"` `'`
 * tab and newline. Of those which must be quoted under certain circumstances: `*` `?` `[` anywhere, `#` and `~` at the
 * beginning of a word. Beyond POSIX: `]` `{` `}`, which other shells expand, and all control characters. The space passes, or no
 * sentence would: a value can still become several words, so tools that take one word want `no-flag` or a pattern besides.
 * `%`, `^` and `!` pass: they mean something to cmd.exe and to shells at a terminal only.
 */
export function noShellFault(text: string): string | undefined {
  const found = ACTIVE.exec(text)?.[0]
  if (found === undefined) return undefined
  return /\p{Cc}/u.test(found)
    ? 'must hold no line breaks, tabs or other control characters'
    : `must hold no ${WORD_START.has(found) ? 'word that begins with ' : ''}\`${found}\`, which a shell would act on`
}

const ACTIVE = /[|&;<>()$`\\"'*?[\]{}\p{Cc}]|(?<=^| )[#~]/u
const WORD_START: ReadonlySet<string> = new Set(['#', '~'])
