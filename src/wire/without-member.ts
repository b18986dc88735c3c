import { memberAt } from './value-walk.ts'

/**
 * The same line without the member at the end of `path`, which begins at the top; every other byte stays as it was. The same
 * bytes when there is no such member. The line must have passed the scan: this trusts its grammar.
 */
export function withoutMember(line: Buffer, path: readonly string[]): Buffer {
  const found = memberAt(line, path)
  if (found === undefined) return line
  return Buffer.concat([line.subarray(0, found.from), line.subarray(found.to)])
}
