type Encode = (value: string) => readonly string[]

const inside = (value: string) => JSON.stringify(value).slice(1, -1)
const base64 = (value: string, encoding: 'base64' | 'base64url') =>
  ['', 'a', 'ab'].map((before) =>
    // What stands behind the value keeps its last digits from being its own.
    Buffer.from(`${before}${value}`).toString(encoding).replace(/=+$/, ''),
  )
/** The digits that are the value's alone. */
const core = (text: string, before: number, length: number) =>
  text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + length) * 8) / 6))
const units = (value: string, write: (hex: string) => string) =>
  inside(value).replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${write(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`,
  )
const percent = (value: string, left: RegExp) =>
  [...Buffer.from(value)]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      return byte < 0x80 && left.test(character)
        ? character
        : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`
    })
    .join('')
const lower = (text: string) => text.replace(/%[0-9A-F]{2}/g, (found) => found.toLowerCase())

/** Ways of writing a value, by other means than those under test. */
export const ENCODERS: Readonly<Record<string, Encode>> = {
  'plain text': (value) => [value],
  'a JSON string': (value) => [inside(value)],
  'a JSON string with slashes escaped': (value) => [inside(value).replaceAll('/', '\\/')],
  'a JSON string in ASCII': (value) => [
    units(value, (hex) => hex),
    units(value, (hex) => hex.toUpperCase()),
    units(value, (hex) => hex).replaceAll('/', '\\/'),
  ],
  'a JSON string that is safe in HTML': (value) => [
    inside(value).replace(/[<>&]/g, (mark) => `\\u00${mark.charCodeAt(0).toString(16)}`),
  ],
  'a JSON string, every character by its number': (value) => [
    Array.from({ length: value.length }, (_, at) => {
      const unit = value.charCodeAt(at).toString(16).padStart(4, '0')
      return `\\u${at % 2 === 0 ? unit : unit.toUpperCase()}`
    }).join(''),
  ],
  'JSON in a JSON string': (value) => [
    inside(inside(value)),
    inside(inside(value).replaceAll('/', '\\/')),
    inside(units(value, (hex) => hex)),
    inside(units(value, (hex) => hex.toUpperCase())),
  ],
  'JSON in JSON in a JSON string': (value) => [inside(inside(inside(value)))],
  'percent-encoding': (value) => {
    const form = new URLSearchParams([['', value]]).toString().slice(1)
    const strict = percent(value, /[\w.~-]/)
    const all = [encodeURIComponent(value), strict, percent(value, /[\w.~/-]/), form]
    return [...all, ...all.map(lower)]
  },
  hexadecimal: (value) => {
    const hex = Buffer.from(value).toString('hex')
    return [hex, hex.toUpperCase()]
  },
  base64: (value) =>
    base64(value, 'base64').map((text, at) => core(text, at, Buffer.byteLength(value))),
  base64url: (value) =>
    base64(value, 'base64url').map((text, at) => core(text, at, Buffer.byteLength(value))),
  'base64 of a text that it stands in': (value) =>
    ['', 'x', 'xy'].map((before) => Buffer.from(`${before}${value}zz`).toString('base64')),
  'base64 in JSON with slashes escaped': (value) =>
    ['', 'x', 'xy'].map((before) =>
      Buffer.from(`${before}${value}zz`).toString('base64').replaceAll('/', '\\/'),
    ),
  'reverse order': (value) => {
    const reversed = Array.from(value).toReversed().join('')
    return [reversed, inside(reversed)]
  },
}
