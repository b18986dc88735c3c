/** What a server may ask of the client and a profile may deny. */
export const CAPABILITIES = ['sampling', 'elicitation', 'roots'] as const

export type Capability = (typeof CAPABILITIES)[number]

/** What the profile wants beyond the protocol. */
export interface Policy {
  readonly denied: ReadonlySet<Capability>
  /** Methods outside the protocol that pass all the same, both ways; nothing is known of their params and results. */
  readonly methods: ReadonlySet<string>
}
