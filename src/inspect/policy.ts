import type { LintMode, ProfileContent, Role, TextMode } from '../policy/index.ts'
import type { ArgumentPorts, AttachedRule } from './arguments/rule.ts'
import type { PinKeeper } from './pins/index.ts'
import type { RateGauge } from './rates/gauge.ts'

/** What a server may ask of the client and a profile may deny. */
export const CAPABILITIES = ['sampling', 'elicitation', 'roots'] as const

export type Capability = (typeof CAPABILITIES)[number]

/** What the profile says about arguments of tools. */
export interface ArgumentPolicy {
  /** The role's, with the paths in them absolute. */
  readonly rules: readonly AttachedRule[]
  readonly ports: ArgumentPorts
}

/** What the profile wants beyond the protocol. */
export interface Policy {
  readonly denied: ReadonlySet<Capability>
  /** Methods outside the protocol that pass all the same, both ways; nothing is known of their params and results. */
  readonly methods: ReadonlySet<string>
  /** Whether the batches of MCP 2025-03-26 pass. */
  readonly batches: boolean
  readonly text: TextMode
  readonly content: ProfileContent
  readonly lint: LintMode
  /** What the client may use, with the profile's own rules in it. */
  readonly role: Role
  /** Without it arguments may be anything that the tool's schema lets through. */
  readonly arguments?: ArgumentPolicy
  /** What the server offered before; without it everything may change. */
  readonly pins?: PinKeeper
  /** How much may pass; without it everything may. */
  readonly rates?: RateGauge
}

/** Without rules: whatever the server offers. */
export const UNRESTRICTED: Role = {
  name: 'admin',
  isReadOnly: false,
  tools: [],
  resources: [],
  prompts: [],
  arguments: [],
  rates: [],
}
