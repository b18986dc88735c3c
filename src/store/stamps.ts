/**
 * The file that makes a launch fast: the hash of the tree, a newline, and the census taken when it was hashed. It means nothing after
 * a copy or on another machine, and then only costs a hashing.
 */
export function encodeStamps(tree: string, census: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${tree}\n`), census])
}

/** Whether the file says that this very tree had this very census. */
export function stampsHold(stamps: Uint8Array, tree: string, census: Uint8Array): boolean {
  return Buffer.from(encodeStamps(tree, census)).equals(stamps)
}
