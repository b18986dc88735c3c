import { isObject, member } from './json.ts'

/** What a client says it can do for the server, reduced to what is asked about. */
export interface Offered {
  readonly sampling: boolean
  /** `sampling.tools`. */
  readonly samplingTools: boolean
  /** Elicitation by a form. */
  readonly form: boolean
  /** Elicitation by an address to open. */
  readonly url: boolean
  readonly roots: boolean
  /** Tasks as in 2025-11-25. */
  readonly tasks: boolean
  /** The extension `io.modelcontextprotocol/tasks` (SEP-2663). */
  readonly taskExtension: boolean
}

/** Reads `ClientCapabilities`. An empty `elicitation` means forms only (MCP 2025-11-25, elicitation, capabilities). */
export function readOffered(capabilities: unknown): Offered {
  if (!isObject(capabilities)) return NOTHING_OFFERED
  const sampling = member(capabilities, 'sampling')
  const elicitation = member(capabilities, 'elicitation')
  const url = member(elicitation, 'url') !== undefined
  return {
    sampling: sampling !== undefined,
    samplingTools: member(sampling, 'tools') !== undefined,
    form: elicitation !== undefined && (!url || member(elicitation, 'form') !== undefined),
    url,
    roots: member(capabilities, 'roots') !== undefined,
    tasks: member(capabilities, 'tasks') !== undefined,
    taskExtension: member(member(capabilities, 'extensions'), TASKS) !== undefined,
  }
}

export const NOTHING_OFFERED: Offered = {
  sampling: false,
  samplingTools: false,
  form: false,
  url: false,
  roots: false,
  tasks: false,
  taskExtension: false,
}

const TASKS = 'io.modelcontextprotocol/tasks'
