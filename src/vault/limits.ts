/**
 * The bounds of the format (FORMAT.md, Limits). They are there so that a hostile file costs little before it is refused, and are far
 * beyond what a person keeps.
 */
export const LIMITS = {
  fileBytes: 16 * 1024 * 1024,
  slots: 16,
  factors: 4,
  entries: 4096,
  valueBytes: 64 * 1024,
  labelLength: 64,
  factorMembers: 16,
  factorTextLength: 16 * 1024,
  scopes: 64,
  releases: 256,
  commandWords: 64,
  wordLength: 4096,
  rotateAfterDays: 3650,
} as const

/**
 * What Argon2id may cost. The floor is the second recommendation of RFC 9106 (section 4: 64 MiB, three passes), the ceiling keeps a
 * hostile file from taking the machine. Measured for the default: about 0.9 s.
 */
export const COST = {
  leastMemoryKiB: 64 * 1024,
  mostMemoryKiB: 1024 * 1024,
  leastPasses: 3,
  mostPasses: 8,
  defaultMemoryKiB: 256 * 1024,
  defaultPasses: 3,
} as const
