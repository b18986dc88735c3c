/** The stamps of an installed tree, for this machine only: they mean nothing after a copy. */
export interface StampIndex {
  /** The hash of the tree that the stamps belong to, in hexadecimal. */
  readonly tree: string
  readonly paths: readonly string[]
  readonly stamps: BigInt64Array
}

/**
 * The file: a mark of 8 bytes, the tree hash (32 bytes), the count of paths (8 bytes), 4 × 8 bytes for each path, then the paths
 * with a NUL after each. Numbers are in the machine's own byte order, so that reading is one copy.
 */
export function encodeIndex({ tree, paths, stamps }: StampIndex): Uint8Array {
  return Buffer.concat([
    Buffer.from(MARK),
    Buffer.from(tree, 'hex'),
    Buffer.from(BigInt64Array.of(BigInt(paths.length)).buffer),
    Buffer.from(stamps.buffer, stamps.byteOffset, stamps.byteLength),
    Buffer.from(paths.map((path) => `${path}\0`).join('')),
  ])
}

/** Reads the file back; undefined when it is not whole or of another version. */
export function decodeIndex(bytes: Uint8Array): StampIndex | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length < HEAD_BYTES || buffer.toString('latin1', 0, MARK.length) !== MARK)
    return undefined
  // A copy, because a view must begin at a multiple of 8.
  const count = Number(new BigInt64Array(Uint8Array.from(buffer.subarray(40, 48)).buffer)[0])
  const end = HEAD_BYTES + count * STAMP_BYTES
  if (count < 0 || end > buffer.length) return undefined
  const stamps = new BigInt64Array(Uint8Array.from(buffer.subarray(HEAD_BYTES, end)).buffer)
  const paths = buffer.toString('utf8', end).split('\0')
  if (paths.pop() !== '' || paths.length !== count) return undefined
  return { tree: buffer.toString('hex', 8, 40), paths, stamps }
}

const MARK = 'airlkix1'
const HEAD_BYTES = 48
const STAMP_BYTES = 32
