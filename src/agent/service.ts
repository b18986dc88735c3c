import { escape } from '../base/index.ts'
import { Custody } from './custody.ts'
import { Gate } from './gate.ts'
import { whileInterested } from './interest.ts'
import type { AgentOptions } from './ports.ts'
import { type Interest, Prompts } from './prompts.ts'
import type { AgentAnswer, AgentRequest, GetRequest, Patience, Refusal } from './protocol.ts'
import { locked, refusalOf, unapproved } from './refusals.ts'
import { isOverdue, judgeRelease } from './release.ts'
import { Authenticator, StepUp } from './step-up.ts'

/** An answer, with the values that go beside it; whoever sends it wipes them. */
export interface Reply {
  readonly answer: AgentAnswer
  readonly secrets: readonly Buffer[]
}

/** One connection, as far as a verb needs it. */
export interface Caller {
  /** Aborts when it hung up. */
  readonly gone: AbortSignal
  readonly onUrl: Interest['onUrl']
  readonly stepUp: StepUp
}

/** What the agent does for its clients. */
export class Service {
  readonly #options: AgentOptions
  readonly #custody: Custody
  readonly #gate: Gate
  readonly #authenticator: Authenticator
  readonly #prompts = new Prompts()

  constructor(options: AgentOptions) {
    const { vault, ask, clock, limits } = options
    this.#options = options
    this.#custody = new Custody(vault, clock, limits)
    this.#authenticator = new Authenticator(vault, clock)
    const parts = { custody: this.#custody, prompts: this.#prompts }
    this.#gate = new Gate({ ...parts, ask, promptMs: limits.promptMs })
  }

  newStepUp(): StepUp {
    return new StepUp(this.#options.clock, this.#options.limits.stepUpMs)
  }

  /** Locked, and not asked for anything for too long. Looks at the clocks, so it locks what is over. */
  isForgotten(): boolean {
    return this.#custody.isForgotten()
  }

  lock(): void {
    this.#custody.lock()
  }

  /** Never rejects. Takes the secrets, which are wiped when their use is over. */
  async answer(request: AgentRequest, secrets: readonly Buffer[], caller: Caller): Promise<Reply> {
    try {
      return await this.#answer(request, secrets[0], caller)
    } catch (error) {
      const refusal = refusalOf(error)
      // The file is no longer what the key was for: a person has to look.
      if (refusal.code === 'AIRLOCK_VAULT_TAMPERED') this.#custody.lock()
      return refused(refusal)
    }
  }

  async #answer(request: AgentRequest, secret: Buffer | undefined, caller: Caller): Promise<Reply> {
    if (request.verb === 'status') return this.#status(caller)
    // The clocks are looked at before they begin anew.
    const isOpen = this.#custody.isOpen()
    this.#custody.use()
    switch (request.verb) {
      case 'list':
        return isOpen ? this.#list() : refused(locked('the names are encrypted too'))
      case 'unlock':
        return doneUnless(await this.#unlock(request, secret, caller))
      case 'get':
        return await whileInterested(caller, request, (interest) => this.#get(request, interest))
      case 'step-up':
        if (!isOpen) return refused(locked('there is nothing to step up for'))
        return doneUnless(await this.#stepUp(request, secret, caller))
      case 'reveal':
        if (isOpen && caller.stepUp.leftMs() > 0) return this.#values([request.name], [])
        return refused(locked('a value is shown only right after a step-up', STEP_UP))
      case 'lock':
      case 'shutdown':
        this.#custody.lock()
        return DONE
      default:
        throw new TypeError('every verb has its place above')
    }
  }

  #status({ stepUp }: Caller): Reply {
    const left = this.#custody.leftMs()
    const status = {
      pid: process.pid,
      isLocked: left === undefined,
      ...(left && { idleLeftMs: left.idle, absoluteLeftMs: left.absolute }),
      steppedUpMs: stepUp.leftMs(),
      isAsking: this.#prompts.isAsking(),
      hardening: this.#options.hardening,
    }
    return { answer: { said: 'status', status }, secrets: [] }
  }

  #list(): Reply {
    const { vault, clock } = this.#options
    const now = clock.now()
    const entries = vault.entries().map((entry) => ({
      name: entry.name,
      scopes: entry.scopes,
      kind: entry.kind,
      isOverdue: isOverdue(entry, now),
    }))
    return { answer: { said: 'entries', entries }, secrets: [] }
  }

  async #unlock(patience: Patience, key: Buffer | undefined, caller: Caller) {
    if (key !== undefined) return await this.#gate.open(key)
    return await whileInterested(caller, patience, (interest) =>
      this.#gate.unlock(interest, patience, UNLOCK),
    )
  }

  /** Everything is judged anew after each answer of a person: the vault may have changed, or been locked, while they thought. */
  async #get(request: GetRequest, interest: Interest): Promise<Reply> {
    const { vault, clock } = this.#options
    const allowed = new Set<string>()
    for (;;) {
      const no = await this.#gate.unlock(interest, request, linesOf(request, request.names))
      if (no !== undefined) return refused(no)
      const verdict = judgeRelease(vault.entries(), request, clock.now())
      if (verdict.kind === 'refused') return refused(verdict.refusal)
      const open = verdict.unapproved.filter((name) => !allowed.has(name))
      if (open.length === 0) {
        const warnings = [...verdict.warnings, ...vault.reminders(clock.now())]
        return this.#values(request.names, warnings)
      }
      const refusal = await this.#approve(request, open, interest)
      if (refusal !== undefined) return refused(refusal)
      for (const name of open) allowed.add(name)
    }
  }

  /** Undefined once a person has said yes to these entries; `always` is written down before. */
  async #approve(
    request: GetRequest,
    names: readonly string[],
    interest: Interest,
  ): Promise<Refusal | undefined> {
    const { profile, program, commandLine } = request
    const no = (why: string) => unapproved(profile, names, why)
    if (!request.mayAsk) return no('nobody may be asked')
    const topic = JSON.stringify(['approve', profile, program, commandLine, names])
    for (;;) {
      const told = await this.#prompts.share(topic, interest, async (prompt) => {
        const asked = this.#gate.asked(prompt, request, linesOf(request, names))
        const { ask, vault } = this.#options
        const answer = await ask.approve({ ...asked, profile, program, commandLine, names })
        if (answer === 'always' && this.#custody.isOpen() && !prompt.signal.aborted)
          await vault.approve(names, { profile, program })
        return answer
      })
      if (told === undefined) return no('nobody answered in time')
      if (told.answer === 'no') return no('the person who was asked said no')
      if (told.answer === 'unavailable') return no('nobody could be asked')
      // Once is for the launcher that asked; the others ask for themselves.
      if (told.answer === 'always' || told.isFirst) return undefined
    }
  }

  async #stepUp(
    patience: Patience,
    digits: Buffer | undefined,
    { stepUp, ...caller }: Caller,
  ): Promise<Refusal | undefined> {
    const refusal =
      digits === undefined
        ? await whileInterested(caller, patience, (interest) =>
            this.#gate.confirm(interest, patience),
          )
        : this.#judgeDigits(digits)
    if (refusal === undefined) stepUp.grant()
    return refusal
  }

  #judgeDigits(digits: Buffer): Refusal | undefined {
    const judged = this.#authenticator.check(digits)
    if (judged === 'right') return undefined
    if (judged === 'too-many') this.#custody.lock()
    return WRONG[judged]
  }

  #values(names: readonly string[], warnings: readonly string[]): Reply {
    const secrets: Buffer[] = []
    try {
      for (const name of names) secrets.push(this.#options.vault.read(name))
    } catch (error) {
      for (const one of secrets) one.fill(0)
      throw error
    }
    return { answer: { said: 'values', names, warnings }, secrets }
  }
}

function linesOf(request: GetRequest, names: readonly string[]): readonly string[] {
  const { profile, program, commandLine } = request
  return [
    `profile  ${escape(profile)}`,
    `command  ${escape(commandLine, 400)}`,
    `program  ${escape(program)}`,
    `secrets  ${names.map((name) => escape(name)).join(', ')}`,
  ]
}

function refused(refusal: Refusal): Reply {
  return { answer: { said: 'refused', refusal }, secrets: [] }
}

function doneUnless(refusal: Refusal | undefined): Reply {
  return refusal === undefined ? DONE : refused(refusal)
}

const DONE: Reply = { answer: { said: 'done' }, secrets: [] }
const UNLOCK = ['mcp-airlock was asked to unlock the vault']
const STEP_UP = ['mcp-airlock vault reveal NAME, in a terminal']

const WRONG: Readonly<Record<'wrong' | 'none' | 'too-many', Refusal>> = {
  wrong: {
    code: 'AIRLOCK_VAULT_FACTOR',
    message: 'these are not the digits of this moment, or they were used before',
    hints: ['wait for the next ones; the clocks of both devices must agree'],
  },
  'too-many': {
    code: 'AIRLOCK_VAULT_DELAYED',
    message: 'wrong digits five times in a row: the vault was locked',
    hints: ['mcp-airlock unlock'],
  },
  none: {
    code: 'AIRLOCK_VAULT_FACTOR_UNAVAILABLE',
    message: 'the vault knows no authenticator',
    hints: ['unlock anew, or add one: mcp-airlock vault set NAME --totp'],
  },
}
