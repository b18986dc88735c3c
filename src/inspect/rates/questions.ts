import type { Rate } from '../../policy/index.ts'

/** The request that a person answers, in every revision that has it. */
export const ELICIT = 'elicitation/create'

/**
 * For questions to a person: the server's are counted together, and so are those of the launcher for consent. Nobody reads more than one
 * in two seconds for long; whoever is asked faster waves through what comes.
 */
export const QUESTIONS: Rate = { requestsPerMinute: 30, burst: 20 }

/** As many may be open at once, of either kind. */
export const MOST_OPEN = 16
