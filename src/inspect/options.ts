import type { LintMode, ProfileContent, Role, TextMode } from '../policy/index.ts'
import type { Grammar, ScanLimits } from '../wire/index.ts'
import type { ApprovalPorts } from './approvals/approvals.ts'
import type { Check } from './check.ts'
import type { Observe } from './event.ts'
import type { PinKeeper } from './pins/index.ts'
import {
  type ArgumentPolicy,
  CAPABILITIES,
  type Capability,
  type Policy,
  UNRESTRICTED,
} from './policy.ts'
import { Rates } from './rates/rates.ts'
import type { Redactor } from './redact/index.ts'

export interface InspectorOptions {
  readonly limits?: Partial<InspectorLimits>
  /** Whether the bytes are valid UTF-8. */
  readonly isUtf8: (bytes: Uint8Array) => boolean
  /** Whether all bytes are ASCII; saves decoding those that are. */
  readonly isAscii?: (bytes: Uint8Array) => boolean
  /**
   * The grammar of one revision, by its date. Asked once for each revision that a session uses. Without grammars nothing but
   * the envelope is checked.
   */
  readonly grammars?: (revision: string) => Grammar | undefined
  /** What a server may not ask of the client; everything is allowed unless told. */
  readonly capabilities?: Readonly<Partial<Record<Capability, 'allow' | 'deny'>>>
  /** Methods outside the protocol that pass all the same; none unless told. */
  readonly methods?: readonly string[]
  /** Whether the batches of MCP 2025-03-26 pass; they do not unless told. */
  readonly batches?: 'allow' | 'deny'
  /** What becomes of hidden characters in the server's texts; they are made visible unless told. */
  readonly text?: TextMode
  /** Which contents may come from the server; every type, no apps, and drawings that only draw, unless told. */
  readonly content?: ProfileContent
  /** What becomes of descriptions of tools that read like instructions; they are reported unless told. */
  readonly lint?: LintMode
  /** What arguments of tools may be; anything that their schemas let through unless told. */
  readonly arguments?: ArgumentPolicy
  /** What the client may use; everything unless told. */
  readonly role?: Role
  /** What the server offered before; it may change at any time unless told. */
  readonly pins?: PinKeeper
  /** How persons are asked for their consent; nobody is, and what needs it is refused, unless told. */
  readonly approvals?: ApprovalPorts
  /**
   * Milliseconds of a clock that does not go back, for the rates of the role and for the server's notifications. Without it nothing
   * is counted.
   */
  readonly now?: () => number
  /** Takes values of the vault out of what the server says, and out of all that is said about it; nothing is unless told. */
  readonly redactor?: Redactor
  /** Rules beyond the built-in ones, asked before them. */
  readonly checks?: readonly Check[]
  /** Told of each decision, once. Plain traffic costs nothing without it. */
  readonly observe?: Observe
  /** Told of a rule that failed, once; the session is over then. */
  readonly onBug?: (error: Error) => void
}

export interface InspectorLimits extends ScanLimits {
  readonly outstandingRequests: number
  /** Longest line in bytes, without its newline, that may come out of a rewrite. What comes in is bounded by the framer. */
  readonly messageBytes: number
}

/** What the profile wants; everything that it says nothing of is allowed. */
export function policyOf(options: InspectorOptions): Policy {
  const { capabilities = {}, methods = [], batches, pins } = options
  return {
    denied: new Set(CAPABILITIES.filter((name) => capabilities[name] === 'deny')),
    methods: new Set(methods),
    batches: batches === 'allow',
    text: options.text ?? 'strict',
    content: options.content ?? { types: ['*/*'], apps: 'deny', svg: 'plain' },
    lint: options.lint ?? 'report',
    role: options.role ?? UNRESTRICTED,
    ...(options.arguments && { arguments: options.arguments }),
    ...(pins && { pins }),
  }
}

/** Full buckets; undefined when nobody counts. */
export function ratesOf({ role = UNRESTRICTED, now }: InspectorOptions): Rates | undefined {
  return now && new Rates({ limits: role.rates, now })
}
