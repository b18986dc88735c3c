/**
 * Whether styles make a browser fetch something: an address other than that of an element in the same document, of a plain picture or of a
 * font in the address itself, another sheet, or code as old browsers had it. Every kind of newline is made one, and then escapes are undone, each
 * with the white space that ends it (CSS Syntax, sections 3.3 and 4.3.7).
 */
export function reachesOut(styles: string): boolean {
  const plain = styles.includes('\\')
    ? styles.replace(NEWLINE, '\n').replace(ESCAPE, unescaped)
    : styles
  if (FETCHES.test(plain)) return true
  for (const found of plain.matchAll(ADDRESS)) {
    WITHIN.lastIndex = found.index + found[0].length
    if (!WITHIN.test(plain)) return true
  }
  return false
}

function unescaped(whole: string, hexadecimal?: string, character?: string): string {
  if (character !== undefined) return character
  const point = Number.parseInt(hexadecimal ?? '', 16)
  return point <= 0x10ffff ? String.fromCodePoint(point) : whole
}

const NEWLINE = /\r\n?|\f/g
const ESCAPE = /\\(?:([\dA-Fa-f]{1,6})[ \t\n]?|([^\n]))/g
const ADDRESS = /url\(\s*(?:["']\s*)?/gi
const WITHIN =
  /#|data:(?:image\/(?:png|jpeg|gif|webp)|font\/[\w.+-]+|application\/(?:x-)?font[\w.+-]*)[;,]/iy
const FETCHES =
  /@import|image-set\s*\(|(?<![\w-])(?:src|expression)\s*\(|-moz-binding|(?<![\w-])behavior\s*:/i
