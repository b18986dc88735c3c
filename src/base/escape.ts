/**
 * Makes text from a server, a file or the command line fit for a terminal: C0, C1, DEL, line and paragraph separators,
 * bidirectional controls, zero-width and tag characters and lone surrogates become `\xNN` or `\u{…}`.
 * Printable text stays as it is. Longer than `limit` UTF-16 units is cut and says so.
 */
export function escape(text: string, limit = 2000): string {
  const cut = text.length > limit ? text.slice(0, limit) : text
  const shown = cut.replace(UNSAFE, (found) => {
    const point = found.codePointAt(0) as number
    return point < 0x100
      ? `\\x${point.toString(16).padStart(2, '0')}`
      : `\\u{${point.toString(16)}}`
  })
  return cut === text ? shown : `${shown}… (${text.length - limit} more)`
}

// Categories Cc, Cf, Cs, Zl, Zp of the Unicode Standard (chapter 4.5), and the variation selector supplement,
// which is category Mn but carries hidden bytes. The tab is a C0 control that terminals handle harmlessly.
const UNSAFE = /(?!\t)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u{e0100}-\u{e01ef}]/gu
