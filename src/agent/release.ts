import { type ErrorCode, escape, shellWord } from '../base/index.ts'
import type { AgentEntry } from './ports.ts'
import type { GetRequest, Refusal } from './protocol.ts'

/** Whether a launcher may have what it asks for. */
export type ReleaseVerdict =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'allowed'
      /** Entries that a person has not yet allowed for this profile and program. */
      readonly unapproved: readonly string[]
      readonly warnings: readonly string[]
    }

/** All or nothing. Missing comes before out of scope, and that before overdue: each is told once for all entries that it is true of. */
export function judgeRelease(
  entries: readonly AgentEntry[],
  request: Pick<GetRequest, 'profile' | 'program' | 'names' | 'refuseOverdue'>,
  now: number,
): ReleaseVerdict {
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  const { profile, program, names } = request
  const absent = names.filter((name) => !byName.has(name))
  if (absent.length > 0) return refused('MISSING', absent, request)
  const wanted = names.map((name) => byName.get(name) as AgentEntry)

  const unscoped = wanted.filter((entry) => !isScoped(entry, profile))
  if (unscoped.length > 0) return refused('UNSCOPED', namesOf(unscoped), request)

  const overdue = wanted.filter((entry) => shareOfAge(entry, now) >= 1)
  if (request.refuseOverdue && overdue.length > 0)
    return refused('OVERDUE', namesOf(overdue), request)

  const unapproved = wanted.filter(
    ({ releases }) => !releases.some((one) => one.profile === profile && one.program === program),
  )
  return {
    kind: 'allowed',
    unapproved: namesOf(unapproved),
    warnings: wanted.flatMap((entry) => warningOf(entry, now)),
  }
}

/** Whether its value is older than its rotation allows. */
export function isOverdue(entry: AgentEntry, now: number): boolean {
  return shareOfAge(entry, now) >= 1
}

/** A secret of the second factor is checked by the agent, and goes to no server. */
function isScoped({ kind, scopes }: AgentEntry, profile: string): boolean {
  return kind === 'secret' && (scopes.includes('*') || scopes.includes(profile))
}

/** A date that does not parse counts as long past. */
function shareOfAge({ rotated, rotateAfterDays }: AgentEntry, now: number): number {
  if (rotateAfterDays === 0) return 0
  const at = typeof rotated === 'number' ? rotated : Date.parse(rotated)
  return Number.isFinite(at) ? (now - at) / (rotateAfterDays * DAY_MS) : Number.POSITIVE_INFINITY
}

function warningOf(entry: AgentEntry, now: number): readonly string[] {
  const share = shareOfAge(entry, now)
  const name = escape(entry.name)
  if (share >= 1)
    return [`the secret \`${name}\` is past its rotation: mcp-airlock vault rotate ${name}`]
  if (share < WARN_AT) return []
  const days = Math.ceil(entry.rotateAfterDays * (1 - share))
  return [
    `the secret \`${name}\` is to be rotated within ${days} days: mcp-airlock vault rotate ${name}`,
  ]
}

function refused(
  why: keyof typeof REFUSALS,
  names: readonly string[],
  { profile }: Pick<GetRequest, 'profile'>,
): ReleaseVerdict {
  const { code, fault, remedy } = REFUSALS[why]
  const shown = names.map((name) => escape(name))
  const list = shown.map((name) => `\`${name}\``).join(', ')
  return {
    kind: 'refused',
    refusal: {
      code,
      message: `${shown.length === 1 ? 'the secret' : 'the secrets'} ${list}: ${fault(escape(profile))}`,
      hints: shown.map((name) => remedy(name, shellWord(profile))),
    },
  }
}

function namesOf(entries: readonly AgentEntry[]): readonly string[] {
  return entries.map(({ name }) => name)
}

interface Reason {
  readonly code: ErrorCode
  readonly fault: (profile: string) => string
  readonly remedy: (name: string, profile: string) => string
}

const REFUSALS: Readonly<Record<'MISSING' | 'UNSCOPED' | 'OVERDUE', Reason>> = {
  MISSING: {
    code: 'AIRLOCK_VAULT_ENTRY_MISSING',
    fault: () => 'not in the vault',
    remedy: (name, profile) => `mcp-airlock vault set ${name} --scope ${profile}`,
  },
  UNSCOPED: {
    code: 'AIRLOCK_VAULT_ENTRY_UNSCOPED',
    fault: (profile) => `not for the profile \`${profile}\``,
    remedy: (name, profile) => `mcp-airlock vault scope ${name} --add ${profile}`,
  },
  OVERDUE: {
    code: 'AIRLOCK_VAULT_ENTRY_OVERDUE',
    fault: () => 'past the rotation',
    remedy: (name) => `mcp-airlock vault rotate ${name}`,
  },
}

const DAY_MS = 86_400_000
/** Of the time between two rotations. */
const WARN_AT = 0.8
