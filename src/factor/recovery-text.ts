/**
 * How 32 bytes are printed for a person to keep: the bytes and their CRC-24 are 280 bits, and so exactly 56 characters of Crockford's
 * base32, in 14 groups of 4.
 *
 * The checksum is that of OpenPGP (RFC 9580, section 6.1). A CRC finds every error within as many neighbouring bits as it is long:
 * here any fault within four neighbouring characters, such as one wrong character or two in the wrong order.
 */
export function formatRecoveryText(key: Uint8Array): string {
  const sum = crc24(key)
  const all = [...key, sum >>> 16, (sum >>> 8) & 0xff, sum & 0xff]
  let bits = 0
  let held = 0
  let text = ''
  for (const byte of all) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    for (; bits >= 5; bits -= 5) text += ALPHABET[(held >>> (bits - 5)) & 31]
  }
  return text.replace(/.{4}(?=.)/g, '$&-')
}

/**
 * The 32 bytes of a printed key; undefined when it is not one, or not as printed. Case, spaces and hyphens do not count, and what
 * Crockford's alphabet leaves out because it looks alike is read as what it looks like: O as 0, I and L as 1.
 */
export function parseRecoveryText(text: string): Buffer | undefined {
  // Nobody types more than that, and nothing longer is worth a look.
  if (text.length > MAX_TYPED) return undefined
  const plain = text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  if (plain.length !== CHARACTERS) return undefined
  const all = Buffer.alloc(KEY_BYTES + SUM_BYTES)
  let bits = 0
  let held = 0
  let length = 0
  for (const character of plain) {
    const value = ALPHABET.indexOf(character)
    if (value === -1) return undefined
    held = ((held << 5) | value) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    all[length++] = (held >>> bits) & 0xff
  }
  const key = all.subarray(0, KEY_BYTES)
  return crc24(key) === all.readUIntBE(KEY_BYTES, SUM_BYTES) ? key : undefined
}

/** RFC 9580, section 6.1.1, with its start value and polynomial. */
function crc24(bytes: Uint8Array): number {
  let sum = 0xb704ce
  for (const byte of bytes) {
    sum ^= byte << 16
    for (let bit = 0; bit < 8; bit++) {
      sum <<= 1
      if ((sum & 0x1000000) !== 0) sum ^= 0x1864cfb
    }
  }
  return sum & 0xffffff
}

/** Douglas Crockford, "Base 32": no I, L, O and U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const KEY_BYTES = 32
const SUM_BYTES = 3
const CHARACTERS = ((KEY_BYTES + SUM_BYTES) * 8) / 5
const MAX_TYPED = 256
