import { DISPLAY_VARIABLES } from './display.ts'
import type { AgentRequest, Display, Patience } from './protocol.ts'

/** What a peer asked for; undefined when it is nothing that a client says. Variables that no prompt needs are left out. */
export function readRequest(value: unknown): AgentRequest | undefined {
  if (!isRecord(value)) return undefined
  switch (value['verb']) {
    case 'status':
    case 'lock':
    case 'list':
    case 'shutdown':
      return { verb: value['verb'] }
    case 'unlock':
    case 'step-up': {
      const patience = readPatience(value)
      return patience && { verb: value['verb'], ...patience }
    }
    case 'reveal': {
      const name = readText(value['name'])
      return name === undefined ? undefined : { verb: 'reveal', name }
    }
    case 'get':
      return readGet(value)
    default:
      return undefined
  }
}

function readGet(value: Json): AgentRequest | undefined {
  const profile = readText(value['profile'])
  const program = readText(value['program'])
  const commandLine = readText(value['commandLine'])
  const names = readNames(value['names'])
  const patience = readPatience(value)
  const refuseOverdue = value['refuseOverdue']
  if (profile === undefined || program === undefined || commandLine === undefined) return undefined
  if (names === undefined || patience === undefined || typeof refuseOverdue !== 'boolean')
    return undefined
  return { verb: 'get', profile, program, commandLine, names, refuseOverdue, ...patience }
}

function readPatience(value: Json): Patience | undefined {
  const { display, mayAsk, elicit, waitMs } = value
  const shown = readDisplay(display)
  if (shown === undefined || typeof mayAsk !== 'boolean' || typeof elicit !== 'boolean')
    return undefined
  if (typeof waitMs !== 'number' || !(waitMs >= 0)) return undefined
  return { display: shown, mayAsk, elicit, waitMs: Math.min(waitMs, MOST_WAIT_MS) }
}

/** A prompt is a program of its own: what it is told must not choose the code that it runs. */
function readDisplay(value: unknown): Display | undefined {
  if (!isRecord(value)) return undefined
  const pairs = DISPLAY_VARIABLES.flatMap((name) => {
    const text = readText(value[name])
    return text === undefined ? [] : [[name, text] as const]
  })
  return Object.fromEntries(pairs)
}

/** Each name once. */
function readNames(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > MOST_NAMES) return undefined
  const names = value.map(readText)
  return names.every((name) => name !== undefined) ? [...new Set(names)] : undefined
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= LONGEST ? value : undefined
}

type Json = Readonly<Record<string, unknown>>

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A command line is cut by whoever shows it. */
const LONGEST = 16 * 1024
const MOST_NAMES = 255
/** No client waits so long. */
const MOST_WAIT_MS = 120_000
