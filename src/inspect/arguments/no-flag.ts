/**
 * A value that becomes an argument of a program must not look like one of its options: CVE-2025-68144 was a `--output=FILE` in
 * the place of a revision. Guideline 3 of the Utility Syntax Guidelines (POSIX.1-2017, XBD 12.2) has options begin with `-`.
 * White space and what cannot be seen may come before it, since servers trim; and any dash of Unicode counts, since some
 * normalise. Options that begin with `+`, `@` or `/` are of single programs: `deny-pattern` is for them.
 */
export function noFlagFault(text: string): string | undefined {
  return FLAG.test(text) ? 'must not begin with a dash' : undefined
}

/** General categories Pd, Zs, Cc and Cf of the Unicode Standard (chapter 4.5), and U+2212, the minus sign. */
const FLAG = /^[\s\p{Zs}\p{Cc}\p{Cf}]*[\p{Pd}\u2212]/u
