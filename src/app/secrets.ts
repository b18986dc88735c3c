import {
  type AgentClient,
  connectAgent,
  displayOf,
  type GetRequest,
  type Got,
  startAgentProcess,
} from '../agent/index.ts'
import { AirlockError, escape, unmoved } from '../base/index.ts'
import { fileDigest, kindOf, loadModule, versionOf } from '../os/index.ts'
import { entriesOf, type Profile, type SecretVariable, secretVariables } from '../policy/index.ts'
import type { SandboxSpec } from '../sandbox/index.ts'
import { agentStartOf } from './agent-start.ts'
import type { FoundProgram } from './command.ts'
import type { Directories } from './directories.ts'
import { type Io, tell } from './io.ts'
import type * as Locked from './locked-client.ts'

/** Secrets that were released for one start of one server. */
export interface ReleasedSecrets {
  /** By the names of their entries. */
  readonly values: ReadonlyMap<string, Buffer>
  /** The variables that they were put into. */
  readonly variables: NonNullable<SandboxSpec['secrets']>
  /** What the session has of the client, of which something was heard before the server could run. */
  readonly client?: Locked.ClientEnds
  /**
   * Throws AIRLOCK_VAULT_UNAPPROVED when the program was changed since the agent was told what it is, which is as long ago as a person took to
   * answer. For when nothing can be swapped under its path any more.
   */
  requireSame(): void
  /** Clears all of them. */
  wipe(): void
}

/** A value that is tried in place of the one that the vault has. */
export interface Trial {
  /** Name of the entry. */
  readonly name: string
  /** Whoever made it wipes it. */
  readonly value: Buffer
}

/** The start of a server that needs secrets. */
export interface SecretStart {
  readonly profile: Profile
  readonly program: FoundProgram
  readonly command: readonly string[]
  /** A value that is tried before it goes into the vault. */
  readonly trial?: Trial | undefined
}

/** The agent, on the way to secrets. `ask` is called once and before `released`. */
export interface AgentApproach {
  /** Asks for the secrets that the profile names, if an agent runs, and comes back while it answers. */
  ask(start: SecretStart): Promise<void>
  /**
   * The secrets. Now a person is asked where one has to be, and an agent is started when none runs. Throws the agent's refusals, and
   * AIRLOCK_VAULT_LOCKED when no agent could be started; the client has been told then.
   */
  released(): Promise<ReleasedSecrets>
  /** There will be no start: nothing is kept of what the agent answers. */
  drop(): void
}

/**
 * Says good day to the agent, if one runs, and comes back while it answers; what goes wrong is told when the secrets are wanted. A file of its
 * own in the build (`dist/secrets.cjs`), loaded only for profiles with secrets.
 */
export async function approachAgent(io: Io, directories: Directories): Promise<AgentApproach> {
  const reached = connectAgent(directories.agent)
  reached.catch(() => undefined)
  // A socket connects in the first round of the event loop, and what was said goes out with it.
  for (let round = 0; round < 2; round += 1) await new Promise((resolve) => setImmediate(resolve))
  let asked: { readonly start: SecretStart; readonly ahead: Promise<Ahead | undefined> } | undefined
  return {
    ask: async (start) => {
      const ahead = reached.then((agent) => agent && ask(io, agent, start))
      asked = { start, ahead }
      const { answer } = (await ahead.catch(() => undefined)) ?? {}
      answer?.catch(() => undefined)
    },
    released: async () => {
      if (asked === undefined) throw new TypeError('the agent was not asked')
      return await requestSecrets(io, directories, asked)
    },
    drop: () => {
      reached.then(
        (agent) => agent?.close(),
        () => undefined,
      )
      asked?.ahead.then(dropped, () => undefined)
    },
  }
}

/** A question that an agent has heard, and what it says to it without asking anybody. */
interface Ahead {
  readonly agent: AgentClient
  readonly request: Omit<GetRequest, 'mayAsk' | 'elicit'>
  readonly answer: Promise<Got>
  /** Of the program's file, before it was hashed. */
  readonly version: string | undefined
}

async function ask(
  io: Io,
  agent: AgentClient,
  { profile, program, command, trial }: SecretStart,
): Promise<Ahead> {
  const version = program.file && versionOf(program.file)
  const request = {
    profile: profile.name,
    program: await identityOf(program),
    commandLine: shown(command),
    names: entriesOf(profile),
    // One that is overdue is what is being replaced, and others may have to wait for their turn.
    refuseOverdue: profile.secrets.overdue === 'refuse' && trial === undefined,
    display: displayOf(io.environment),
    waitMs: PATIENCE_MS,
  }
  const answer = agent.get({ ...request, mayAsk: false, elicit: false })
  return { agent, request, answer, version }
}

/** No longer than the agent takes it: it hangs up on one that says more. */
function shown(command: readonly string[]): string {
  const line = command.map((word) => escape(word, MOST_SHOWN)).join(' ')
  return line.slice(0, MOST_LINE)
}

async function dropped(ahead: Ahead | undefined): Promise<void> {
  const got = await ahead?.answer.catch(() => undefined)
  if (got !== undefined) wiped(got)
}

function wiped(got: Got): void {
  if (got.kind === 'values') for (const value of got.values.values()) value.fill(0)
}

interface SecretRequest {
  readonly start: SecretStart
  readonly ahead: Promise<Ahead | undefined>
}

async function requestSecrets(
  io: Io,
  directories: Directories,
  { start, ahead }: SecretRequest,
): Promise<ReleasedSecrets> {
  let client: Locked.LockedClient | undefined
  const meetClient = () => {
    const { LockedClient } = loadModule(`${io.packageRoot}/dist/locked.cjs`) as typeof Locked
    client ??= new LockedClient(io, start.profile.name)
    return client
  }
  try {
    const asked = (await ahead) ?? (await ask(io, await started(io, directories), start))
    const got = await answerOf(io, asked, meetClient)
    if (got.kind === 'refused') throw new AirlockError(got.code, got)
    // Whoever tries a value is told what comes of it, and nothing else.
    if (start.trial === undefined) for (const warning of got.warnings) tell(io, warning)
    const values = start.trial === undefined ? got.values : tried(got.values, start.trial)
    const secrets = released(values, start.profile, directories.caller.home)
    const requireSame = () => requireUnchanged(start.program, asked)
    return { ...secrets, requireSame, ...(client && { client: client.open() }) }
  } catch (error) {
    if (AirlockError.is(error)) await meetClient().refuse(error)
    throw error
  }
}

/** What the agent can give at once it gives before the client is looked at. */
async function answerOf(
  io: Io,
  { agent, request, answer }: Ahead,
  meetClient: () => Locked.LockedClient,
): Promise<Got> {
  try {
    const atOnce = await answer
    if (atOnce.kind === 'values' || !TAKES_A_PERSON.has(atOnce.code)) return atOnce
    const client = meetClient()
    const elicit = await client.opensUrls()
    const answered = agent.get({ ...request, mayAsk: true, elicit }, (place) => {
      const { url, matchCode } = place
      tell(io, `waiting for a person at ${escape(url)} (code ${escape(matchCode)})`)
      client.show(place)
    })
    return await Promise.race([answered, client.ended]).catch((error: unknown) => {
      // The client is gone; what is still released is for nobody.
      answered.then(wiped, () => undefined)
      throw error
    })
  } finally {
    // Hanging up wakes the agent; the server's start comes first.
    setImmediate(() => agent.close())
  }
}

async function started(io: Io, directories: Directories): Promise<AgentClient> {
  if (kindOf(`${directories.vault}/vault.json`) === undefined)
    throw new AirlockError('AIRLOCK_VAULT_MISSING', {
      message: 'the profile names secrets, and there is no vault',
    })
  return await startAgentProcess(await agentStartOf(io, directories))
}

/**
 * What a release is bound to: the bytes of the program, or of the package that it is in. Throws AIRLOCK_VAULT_UNAPPROVED for a file that cannot
 * be read whole: by its name alone it could be any other tomorrow.
 */
export async function identityOf({ name, sha256, file }: FoundProgram): Promise<string> {
  if (file === undefined) return sha256 ?? name
  const digest = await fileDigest(file)
  if (digest !== undefined) return digest
  throw new AirlockError('AIRLOCK_VAULT_UNAPPROVED', {
    message: `the program \`${escape(file)}\` cannot be read, or changes while it is`,
    hints: ['make the file readable for yourself, and start again once nothing writes it'],
  })
}

function requireUnchanged({ file }: FoundProgram, { version }: Pick<Ahead, 'version'>): void {
  if (file === undefined || versionOf(file) === version) return
  throw new AirlockError('AIRLOCK_VAULT_UNAPPROVED', {
    message: `the program \`${escape(file)}\` changed after its secrets were asked for`,
    hints: ['start again; if it happens twice, something keeps writing that file'],
  })
}

function released(
  values: ReadonlyMap<string, Buffer>,
  profile: Profile,
  home: string,
): Omit<ReleasedSecrets, 'requireSame'> {
  const variables = secretVariables(profile, home).map(({ name, pieces }) => ({
    name,
    value: joined(pieces.map((piece) => bytesOf(piece, values))),
  }))
  const wipe = () => {
    for (const buffer of values.values()) buffer.fill(0)
    for (const { value } of variables) value.fill(0)
  }
  const unfit = variables.find(({ value }) => value.includes(0))
  if (unfit === undefined) return { values, variables, wipe }
  wipe()
  throw new AirlockError('AIRLOCK_VAULT_ENTRY_MISSING', {
    message: `the secret in \`env.${escape(unfit.name)}\` holds a NUL, which no variable can hold`,
    hints: ['set it again without: mcp-airlock vault set NAME'],
  })
}

/** The agent was asked for all of them, so that scope and approval are what they are without a trial. */
function tried(
  values: ReadonlyMap<string, Buffer>,
  { name, value }: Trial,
): ReadonlyMap<string, Buffer> {
  values.get(name)?.fill(0)
  return new Map([...values].map(([each, old]) => [each, each === name ? value : old]))
}

function bytesOf(
  piece: SecretVariable['pieces'][number],
  values: ReadonlyMap<string, Buffer>,
): Uint8Array {
  if ('text' in piece) return Buffer.from(piece.text)
  const value = values.get(piece.entry)
  if (value === undefined) throw new TypeError('the agent answers with every value or with none')
  return value
}

/** In memory of its own, which is cleared as a whole. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = unmoved(parts.reduce((sum, part) => sum + part.length, 0))
  let end = 0
  for (const part of parts) {
    whole.set(part, end)
    end += part.length
  }
  return whole
}

/**
 * Three quarters of the minute after which clients give up `initialize` (`DEFAULT_REQUEST_TIMEOUT_MSEC` of the MCP TypeScript SDK), less a
 * second for what comes before and after.
 */
const PATIENCE_MS = 44_000
const MOST_SHOWN = 200
const MOST_LINE = 4096
/** Refused without a person, and perhaps not with one. */
const TAKES_A_PERSON: ReadonlySet<string> = new Set([
  'AIRLOCK_VAULT_LOCKED',
  'AIRLOCK_VAULT_UNAPPROVED',
])
