import { isMedia } from './media-type.ts'

/**
 * Whether data can be of the type, by its first bytes. A page, a drawing with scripts or a program under the name of a picture is none,
 * whether the type has a signature here or not; and a text has neither a NUL nor the signature of something else.
 */
export function mayBe(type: string, head: Buffer): boolean {
  const bytes = head.toString('hex')
  const own = SIGNATURES.get(type)
  if (own !== undefined) return own.test(bytes)
  if (isMedia(type)) return !MARKUP.test(bytes)
  return !TEXT.test(type) || WIDE_TEXT.test(bytes) || !(head.includes(0) || BINARY.test(bytes))
}

/** The same of a text that stands in the message as it is. */
export function mayBeText(type: string, text: string): boolean {
  return !isMedia(type) || !MARKUP_TEXT.test(text)
}

/** How much of the data `mayBe` wants to see: PDF readers take a file whose header is somewhere in its first kilobyte. */
export const SIGNATURE_BYTES = 1024

/** Tags begin so; before them may stand what readers skip: the mark of an encoding, and white space in it. */
const MARKUP = /^(?:efbbbf|fffe(?:0000)?|(?:0000)?feff)?(?:00|09|0a|0c|0d|20)*3c/
const MARKUP_TEXT = /^[\ufeff\s]*</
const TEXT = /^text\/|^application\/(?:.*\+)?(?:json|xml|yaml|toml)$/
/** Marks of UTF-16 and UTF-32 (WHATWG MIME Sniffing, section 7.2). */
const WIDE_TEXT = /^(?:fffe|feff|0000feff)/
/** PNG, JPEG, GIF, PDF, ZIP, GZIP, ELF, Mach-O or Java, compound files of Microsoft, 7z, RAR, bzip2, xz and WebAssembly. */
const BINARY =
  /^(?:89504e470d0a1a0a|ffd8ff|47494638(?:37|39)61|255044462d|504b0304|1f8b08|7f454c46|cafebabe|d0cf11e0a1b11ae1|377abcaf271c|526172211a07|425a68..314159265359|fd377a585a|0061736d)/

const JPEG = /^ffd8ff/
/** An ID3 tag, or the first frame. */
const MPEG_AUDIO = /^(?:494433|ff[ef])/
/** A box of the type `ftyp`. */
const ISO_MEDIA = /^.{8}66747970/
/** RIFF, RIFX or RF64, and what is in it. */
const WAV = /^(?:52494646|52494658|52463634).{8}57415645/
const MATROSKA = /^1a45dfa3/
const OGG = /^4f676753/
const ZIP = /^504b(?:0304|0506|0708)/
const GZIP = /^1f8b/
const ICON = /^0000(?:01|02)00/

/** In hexadecimal, as the format's own specification has it, or the WHATWG MIME Sniffing Standard, section 6. */
const SIGNATURES: ReadonlyMap<string, RegExp> = new Map([
  ['image/png', /^89504e470d0a1a0a/],
  ['image/jpeg', JPEG],
  ['image/jpg', JPEG],
  ['image/gif', /^47494638(?:37|39)61/],
  ['image/webp', /^52494646.{8}57454250/],
  ['image/bmp', /^424d/],
  ['image/tiff', /^(?:4949(?:2a|2b)00|4d4d00(?:2a|2b))/],
  ['image/avif', ISO_MEDIA],
  ['image/heic', ISO_MEDIA],
  ['image/x-icon', ICON],
  ['image/vnd.microsoft.icon', ICON],
  ['audio/wav', WAV],
  ['audio/wave', WAV],
  ['audio/x-wav', WAV],
  ['audio/mpeg', MPEG_AUDIO],
  ['audio/mp3', MPEG_AUDIO],
  ['audio/ogg', OGG],
  ['audio/opus', OGG],
  ['audio/flac', /^664c6143/],
  ['audio/mp4', ISO_MEDIA],
  ['audio/webm', MATROSKA],
  ['video/webm', MATROSKA],
  ['video/mp4', ISO_MEDIA],
  ['application/pdf', /^(?:..)*?255044462d/],
  ['application/zip', ZIP],
  ['application/gzip', GZIP],
  ['application/x-gzip', GZIP],
])
