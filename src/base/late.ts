/**
 * A constant that is made when it is first asked for, and then kept: for those that cost a start more than a session may ever need.
 * Measured: a RegExp with Unicode properties takes V8 up to half a millisecond to prepare, used or not.
 */
export function late<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
