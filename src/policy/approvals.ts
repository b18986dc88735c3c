import { number, object } from './fields.ts'

/** How a person is asked about what `approve` names. */
export interface ProfileApprovals {
  /** How long a request waits for an answer. */
  readonly timeoutSeconds: number
}

/** The key `approvals`. */
export const approvalsField = object<Partial<ProfileApprovals>>({
  timeoutSeconds: number({ least: 5, most: 3600 }),
})

/**
 * Clients give up a request after a minute by default (`DEFAULT_REQUEST_TIMEOUT_MSEC` of the MCP TypeScript SDK); a refusal that says
 * why must come before.
 */
export const DEFAULT_APPROVALS: ProfileApprovals = { timeoutSeconds: 50 }
