import { late } from '../../base/index.ts'
import { schemeOf } from './address.ts'
import { decoded, namesUnknown } from './entities.ts'
import { reachesOut } from './style-sheet.ts'

/** Why a drawing does more than draw: the end of a sentence that begins with "the drawing holds". */
export type DrawingFault =
  | 'a script'
  | 'an event handler'
  | 'an address that is no web address'
  | 'something from outside'
  | 'markup that parsers read in different ways'

/**
 * What keeps an SVG drawing from being only that: scripts, handlers of events, pages inside it, and whatever makes its viewer fetch
 * something; undefined when there is nothing. Links that a person clicks stay, if they lead to the web. Reads XML, and refuses
 * what readers of HTML would take for something else, since clients put drawings into pages. Linear in the drawing.
 */
export function drawingFault(drawing: string): DrawingFault | undefined {
  if (drawing.includes('\0')) return UNSURE
  const reader = new Reader(drawing)
  return reader.fault()
}

/** Walks from one tag to the next. */
class Reader {
  readonly #text: string
  #at = 0
  #hasRoot = false
  /** From an empty style on nothing in the text would reach out. */
  #isRestPlain = false

  constructor(text: string) {
    this.#text = text
  }

  fault(): DrawingFault | undefined {
    const prolog = this.#match(PROLOG())
    if (prolog !== undefined && !ENCODINGS().test(prolog[1] ?? 'utf-8')) return UNSURE
    for (let open = this.#next(); open !== -1; open = this.#next()) {
      this.#at = open
      const fault = this.#token()
      if (fault !== undefined) return fault
    }
    return this.#hasRoot ? undefined : UNSURE
  }

  #next(): number {
    return this.#text.indexOf('<', this.#at)
  }

  #token(): DrawingFault | undefined {
    const text = this.#text
    if (text.startsWith('<!--', this.#at)) return this.#skip('-->', 4)
    if (text.startsWith('<![CDATA[', this.#at)) return this.#skip(']]>', 9)
    if (text.startsWith('<?xml-stylesheet', this.#at)) return OUTSIDE
    // A declaration that is not as `PROLOG` has it could still name an encoding that somebody believes.
    if (text.startsWith('<?xml', this.#at) && text[this.#at + 5] !== '-') return UNSURE
    if (text.startsWith('<?', this.#at)) return this.#skip('?>', 2)
    if (text.startsWith('<!', this.#at)) return this.#match(DOCTYPE()) ? undefined : UNSURE
    if (text.startsWith('</', this.#at)) return this.#match(END_TAG()) ? undefined : UNSURE
    return this.#element()
  }

  /** Past something without a meaning of its own. A tag in it would be one for some readers. */
  #skip(end: string, opening: number): DrawingFault | undefined {
    const from = this.#at + opening
    const to = this.#text.indexOf(end, from)
    if (to === -1 || MARKUP.test(this.#text.slice(from, to))) return UNSURE
    this.#at = to + end.length
    return undefined
  }

  #element(): DrawingFault | undefined {
    const written = this.#match(TAG())?.[1]
    if (written === undefined) return UNSURE
    const name = localName(written)
    if (!this.#hasRoot && name !== 'svg') return UNSURE
    this.#hasRoot = true
    if (RUNS.has(name)) return 'a script'
    for (let found = this.#match(ATTRIBUTE()); found; found = this.#match(ATTRIBUTE())) {
      const fault = attributeFault(name, localName(found[1] ?? ''), found[2] ?? found[3] ?? '')
      if (fault !== undefined) return fault
    }
    const end = this.#match(TAG_END())
    if (end === undefined) return UNSURE
    if (name !== 'style') return undefined
    return end[1] === '' ? this.#styles(written) : this.#emptyStyle()
  }

  /** To HTML, where one of its own elements has left the drawing, the rest is what the style says: it must say nothing. */
  #emptyStyle(): DrawingFault | undefined {
    if (this.#isRestPlain) return undefined
    this.#isRestPlain = true
    return reachesOut(this.#text.slice(this.#at)) ? UNSURE : undefined
  }

  /** The text of a style element, in which nothing else may stand: not even an end tag but its own, which HTML would pass over. */
  #styles(name: string): DrawingFault | undefined {
    let styles = ''
    for (let found = this.#match(STYLES()); found; found = this.#match(STYLES())) {
      if (namesUnknown(found[2] ?? '')) return UNSURE
      styles += found[1] ?? decoded(found[2] ?? '')
    }
    const end = `</${name}`
    const isEnd = this.#text.startsWith(end, this.#at)
    if (!isEnd || !TAG_CLOSE().test(this.#text.charAt(this.#at + end.length))) return UNSURE
    return reachesOut(styles) ? OUTSIDE : undefined
  }

  #match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at
    const found = expression.exec(this.#text) ?? undefined
    if (found !== undefined) this.#at = expression.lastIndex
    return found
  }
}

/** In lower case, as HTML has it, and without its prefix. */
function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1).toLowerCase()
}

function attributeFault(element: string, name: string, written: string): DrawingFault | undefined {
  if (/^on[a-z]/.test(name)) return 'an event handler'
  if (namesUnknown(written)) return UNSURE
  const value = decoded(written)
  if (name === 'attributename') return ANIMATED.test(value) ? 'an event handler' : undefined
  if (name === 'base' || name === 'srcset') return OUTSIDE
  if (ADDRESSES.has(name)) return addressFault(element, value)
  return reachesOut(value) ? OUTSIDE : undefined
}

function addressFault(element: string, address: string): DrawingFault | undefined {
  if (element !== 'a') return WITHIN.test(address) ? undefined : OUTSIDE
  const scheme = schemeOf(address)
  return scheme === undefined || FOLLOWED.has(scheme) ? undefined : NO_WEB
}

/** Also of a drawing whose bytes mean something else to whoever believes what is said beside it. */
export const UNSURE = 'markup that parsers read in different ways'
const OUTSIDE = 'something from outside'
const NO_WEB = 'an address that is no web address'

/** Elements that run something, or hold a page that could. */
const RUNS: ReadonlySet<string> = new Set(
  `script handler listener iframe frame frameset object embed applet portal link meta base form input button textarea select
   audio video source track math template noscript plaintext xmp`.split(/\s+/),
)
const ADDRESSES: ReadonlySet<string> = new Set(
  'href src action formaction poster background ping cite longdesc'.split(' '),
)
/** An element of the same drawing, nothing, or a plain picture. */
const WITHIN = /^\s*(?:#|$|data:image\/(?:png|jpeg|gif|webp)[;,])/i
const FOLLOWED: ReadonlySet<string> = new Set(['http', 'https', 'mailto'])
const ANIMATED = /^\s*(?:[\w.-]+:)?(?:href|on.*)\s*$/is
const MARKUP = /[<>]/

/**
 * XML 1.0, sections 2.3 to 3.1, and no more of it than drawings have. White space is what XML and HTML both take for it: `\s` is more, and an
 * HTML parser reads what follows the rest of it as part of a name or a value.
 */
const PROLOG = late(
  () =>
    /\ufeff?[ \t\r\n]*<\?xml(?:[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*["']1\.[01]["'])?(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*["']([\w.-]+)["'])?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*["']\w+["'])?[ \t\r\n]*\?>/y,
)
/** ASCII means itself in them. */
const ENCODINGS = late(() => /^(?:utf-8|us-ascii|iso-8859-1|windows-1252)$/i)
const DOCTYPE = late(
  () =>
    /<!DOCTYPE[ \t\r\n]+svg(?:[ \t\r\n]+(?:PUBLIC[ \t\r\n]+"[^"<>]*"|SYSTEM)[ \t\r\n]+"https?:\/\/www\.w3\.org\/[^"<>]*")?[ \t\r\n]*>/iy,
)
const TAG = late(() => /<([A-Za-z_][\w.:-]*)/y)
/** What may follow its name. */
const TAG_CLOSE = late(() => /[ \t\r\n>]/)
const END_TAG = late(() => /<\/[A-Za-z_][\w.:-]*[ \t\r\n]*>/y)
const ATTRIBUTE = late(
  () => /[ \t\r\n]+([A-Za-z_][\w.:-]*)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y,
)
const TAG_END = late(() => /[ \t\r\n]*(\/?)>/y)
const STYLES = late(() => /<!\[CDATA\[([^<>]*)\]\]>|([^<]+)/y)
