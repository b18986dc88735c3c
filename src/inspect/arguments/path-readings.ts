/** The absolute paths that a server may make of a text, or why it is none. */
export type PathReadings = { readonly readings: readonly string[] } | { readonly fault: string }

/**
 * Every reading of a path that servers are known to make, each by itself and after each other: as it is; trimmed and without
 * quotes around it; percent-decoded; backslashes as separators; the Unicode normal forms NFC, NFD and NFKC; without the dots and
 * spaces that end a name on Windows; with `..` resolved as text instead of by the kernel. Most texts have one reading.
 */
export function pathReadings(text: string, base: string | undefined): PathReadings {
  if (text.length > PATH_MAX) return { fault: 'it is too long' }
  const texts = new Set([text])
  for (const known of texts) {
    for (const read of READERS) texts.add(read(known))
    if (texts.size > MAX_READINGS) return { fault: 'it can be read in too many ways' }
  }
  const readings = new Set<string>()
  for (const each of texts) {
    const fault = textFault(each, base)
    if (fault !== undefined) return { fault }
    const path = each.startsWith('/') ? each : `${base}/${each}`
    readings.add(path)
    readings.add(lexicalPath(path))
  }
  return { readings: [...readings] }
}

/** An absolute path with `.`, `..` and empty names taken out as text, as `path.normalize` and its like do. */
export function lexicalPath(path: string): string {
  const kept: string[] = []
  for (const name of path.split('/')) {
    if (name === '..') kept.pop()
    else if (name !== '' && name !== '.') kept.push(name)
  }
  return `/${kept.join('/')}`
}

function textFault(text: string, base: string | undefined): string | undefined {
  if (text === '') return 'it is empty'
  if (/[\p{Cc}\p{Cs}]/u.test(text)) return 'it holds control characters'
  if (text.startsWith('/')) return undefined
  if (text.startsWith('~')) return 'write the home directory out'
  if (/^\$[a-z_{]/i.test(text)) return 'it may begin with a variable: write `./` before it'
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return 'it is an address or names a drive'
  return base === undefined ? 'it is not absolute' : undefined
}

const READERS: readonly ((text: string) => string)[] = [
  (text) => text.trim().replace(/^["']|["']$/g, ''),
  percentDecoded,
  (text) => text.replaceAll('\\', '/'),
  (text) => text.normalize('NFC'),
  (text) => text.normalize('NFD'),
  (text) => text.normalize('NFKC'),
  (text) => text.split('/').map(withoutTail).join('/'),
]

function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (octets) =>
    Buffer.from(octets.replaceAll('%', ''), 'hex').toString('utf8'),
  )
}

/** `.. ` is `..` there, and `name. .` is `name`. */
function withoutTail(name: string): string {
  const plain = name.slice(0, endBefore(name, ' '))
  const end = endBefore(plain, '. ')
  return end === 0 ? plain : plain.slice(0, end)
}

/** Where the run of these characters at the end of a text begins. */
function endBefore(text: string, tail: string): number {
  let end = text.length
  while (end > 0 && tail.includes(text.charAt(end - 1))) end -= 1
  return end
}

/** With its NUL, limits.h of Linux; no system call takes more. */
const PATH_MAX = 4095
/** Of real paths none has more than four; each reading is a look at the file system. */
const MAX_READINGS = 32
