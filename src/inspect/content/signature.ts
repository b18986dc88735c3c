/**
 * Whether data can be of the type, by its first bytes; true for types that have no signature here. A page, a drawing with scripts
 * or a program under the name of a picture is none.
 */
export function mayBe(type: string, head: Buffer): boolean {
  return SIGNATURES.get(type)?.test(head.toString('hex')) ?? true
}

/** How much of the data `mayBe` wants to see: PDF readers take a file whose header is somewhere in its first kilobyte. */
export const SIGNATURE_BYTES = 1024

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
