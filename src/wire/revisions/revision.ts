import type { Definitions, Schema } from './schema.ts'

export type Sender = 'client' | 'server'

/** A request that exists in a revision. */
export interface RequestRule {
  readonly from: readonly Sender[]
  /** Absent params are read as `{}`. */
  readonly params: Schema
  readonly result: Schema
  /** The result when a task may come back in its place. */
  readonly taskResult?: Schema
}

export interface NotificationRule {
  readonly from: readonly Sender[]
  readonly params: Schema
}

/** All that one revision of the protocol allows: the messages by method, and what they are made of. */
export interface Revision {
  readonly date: string
  readonly definitions: Definitions
  readonly requests: Readonly<Record<string, RequestRule>>
  readonly notifications: Readonly<Record<string, NotificationRule>>
  /** The `error` of an error response. */
  readonly error: Schema
}

export const CLIENT: readonly Sender[] = ['client']
export const SERVER: readonly Sender[] = ['server']
export const BOTH: readonly Sender[] = ['client', 'server']
