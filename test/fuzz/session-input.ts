export type Side = 'client' | 'server'

/** A line of one side, without its newline. */
export interface Step {
  readonly from: Side
  readonly line: Buffer
}

/** One input of the fuzzer: what the profile says, and what both sides say, in order. */
export interface SessionInput {
  /** Bits: deny roots, deny sampling, deny elicitation, allow batches, let a method of a vendor through, make texts safe. */
  readonly profile: number
  readonly steps: readonly Step[]
}

export const PROFILES = 64

/** As a file: the profile in decimal, then each line behind `>` (client) or `<` (server). */
export function encode({ profile, steps }: SessionInput): Buffer {
  const pieces = steps.flatMap(({ from, line }) => [MARKS[from], line, NEWLINE])
  return Buffer.concat([Buffer.from(`${profile}\n`), ...pieces])
}

/** The inverse of `encode`; any bytes make an input. */
export function decode(file: Uint8Array): SessionInput {
  const bytes = Buffer.from(file)
  const steps: Step[] = []
  const end = bytes.indexOf(10)
  let at = end === -1 ? bytes.length : end + 1
  while (at < bytes.length) {
    const newline = bytes.indexOf(10, at)
    const to = newline === -1 ? bytes.length : newline
    steps.push({ from: bytes[at] === 0x3c ? 'server' : 'client', line: bytes.subarray(at + 1, to) })
    at = to + 1
  }
  const profile = Number.parseInt(bytes.toString('latin1', 0, 2), 10)
  return { profile: Number.isNaN(profile) ? 0 : profile % PROFILES, steps }
}

const MARKS = { client: Buffer.from('>'), server: Buffer.from('<') }
const NEWLINE = Buffer.from('\n')
