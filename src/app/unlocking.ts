import type { FailureLedger } from '../agent/index.ts'
import { AirlockError, escape } from '../base/index.ts'
import { type FactorNeed, needs } from '../factor/index.ts'
import type { Asking, Told } from '../prompt/index.ts'
import type { Slot, VaultDocument } from '../vault/index.ts'
import { type Answers, openSlot, type SlotScene } from './slot-opening.ts'

/** What unlocking needs: the vault, the tools to open it, and a way to ask a person. */
export interface UnlockScene extends SlotScene {
  readonly ledger: FailureLedger
  readonly ask: (question: Question) => Promise<Told>
  readonly given: GivenFactors
  /** What a person can do when nobody could be asked; `mcp-airlock unlock` when absent. */
  readonly remedy?: string
}

/** What the command line brought. */
export interface GivenFactors {
  /** The label of the slot to open; whichever opens when undefined. */
  readonly slot?: string | undefined
  readonly keyFile?: string | undefined
  readonly passphrase?: Buffer | undefined
  readonly pin?: Buffer | undefined
  /** Only slots count that a person answers for, so that it is known that one is there. */
  readonly byPerson?: boolean | undefined
}

/** The part of a question that depends on the slot. */
export type Question = Pick<Asking, 'wants' | 'error' | 'prf'> & {
  readonly lines: readonly string[]
}

/** Why nobody unlocked. */
export interface NotOpened {
  readonly refused: 'cancelled' | 'timeout' | 'unavailable' | 'delayed'
  readonly hints: readonly string[]
}

/**
 * Opens the vault and returns its key, which the caller wipes. What the command line brought is tried once, on the slots that it answers
 * whole. Otherwise slots that ask nobody come first; then a person is asked for the first slot that they can answer, until it opens, they
 * give up, or the ledger of failures says that it is enough.
 * Throws AIRLOCK_VAULT_FACTOR when what was brought does not open the vault, for a slot that was chosen and cannot be had, and what opening
 * the vault throws.
 */
export async function unlock(scene: UnlockScene): Promise<Buffer | NotOpened> {
  const { document, given } = scene
  const slots = chosen(document, given.slot)
  const personal = slots.filter((slot) => needsOf(slot).length > 0 && !isRecovery(slot))
  const answered = personal.filter((slot) => wantsOf(slot, given).length === 0)
  if (answered.length > 0) return await openAnswered(scene, answered)
  const silent = slots.filter((slot) => needsOf(slot).length === 0)
  const faults: string[] = []
  if (given.byPerson !== true && !personal.some((slot) => usesGiven(slot, given)))
    for (const slot of silent) {
      const opened = await openSilently(scene, slot)
      if (Buffer.isBuffer(opened)) return opened
      faults.push(opened)
    }
  const [slot, ...others] = personal
  return slot === undefined
    ? unavailable(
        scene,
        given.byPerson === true ? NO_PERSON : (faults[0] ?? 'no slot can be used here'),
      )
    : await askUntilOpen(scene, [slot, ...others.filter((each) => isAlike(each, slot))])
}

/** All that may be tried, in the order of the file. Throws AIRLOCK_USAGE for a label that no slot has. */
function chosen({ slots }: VaultDocument, label: string | undefined): readonly Slot[] {
  if (label === undefined) return slots
  const found = slots.filter((slot) => slot.label === label)
  if (found.length > 0) return found
  throw new AirlockError('AIRLOCK_USAGE', {
    message: `no slot of the vault is called \`${escape(label, 80)}\``,
    hints: [`its slots: ${slots.map((slot) => escape(slot.label, 80)).join(', ')}`],
  })
}

/** What a person must give for the slot. */
function needsOf({ factors }: Slot): readonly FactorNeed[] {
  return factors.flatMap((record) => needs(record))
}

/** What a person must still give for the slot. */
function wantsOf(slot: Slot, given: GivenFactors): readonly FactorNeed[] {
  return needsOf(slot).filter((need) => !isGiven(need, given))
}

function usesGiven(slot: Slot, given: GivenFactors): boolean {
  return needsOf(slot).some((need) => isGiven(need, given))
}

function isGiven(need: FactorNeed, { passphrase, pin }: GivenFactors): boolean {
  return (
    (need === 'passphrase' && passphrase !== undefined) || (need === 'pin' && pin !== undefined)
  )
}

/** A printed key is for `vault recover`; asking for it at every start would teach people to keep it at hand. */
function isRecovery({ factors }: Slot): boolean {
  return factors.some(({ type }) => type === 'recovery')
}

/** Whether one answer can be tried on both. */
function isAlike(slot: Slot, other: Slot): boolean {
  return needsOf(slot).toSorted().join() === needsOf(other).toSorted().join()
}

/** The key, or why the slot does not open; what is missing here is no failure of a person. */
async function openSilently(scene: UnlockScene, slot: Slot): Promise<Buffer | string> {
  try {
    return await openSlot(scene, slot, scene.given)
  } catch (error) {
    const isExpected = AirlockError.is(error) && EXPECTED.has(error.code)
    if (!isExpected || scene.given.slot !== undefined) throw error
    return error.message
  }
}

/** A wrong passphrase counts, whoever typed it; it is not asked for again. */
async function openAnswered(
  scene: UnlockScene,
  slots: readonly Slot[],
): Promise<Buffer | NotOpened> {
  const refusal = await waitForTurn(scene)
  if (refusal !== undefined) return refusal
  const key = await openFirst(scene, slots, scene.given)
  if (Buffer.isBuffer(key)) {
    await scene.ledger.succeeded()
    return key
  }
  await scene.ledger.failed(Date.now())
  throw key
}

async function askUntilOpen(
  scene: UnlockScene,
  slots: readonly [Slot, ...Slot[]],
): Promise<Buffer | NotOpened> {
  let error: string | undefined
  for (;;) {
    const refusal = await waitForTurn(scene)
    if (refusal !== undefined) return refusal
    const answers = await askFor(scene, slots[0], error)
    if ('refused' in answers) return answers
    try {
      const key = await openFirst(scene, slots, { ...scene.given, ...answers })
      if (Buffer.isBuffer(key)) {
        await scene.ledger.succeeded()
        return key
      }
    } finally {
      for (const answer of Object.values(answers)) answer.fill(0)
    }
    await scene.ledger.failed(Date.now())
    error = 'that did not open the vault; try again'
  }
}

/** After the delay that earlier failures cost. */
async function waitForTurn({ ledger }: UnlockScene): Promise<NotOpened | undefined> {
  const delayMs = await ledger.delayMs(Date.now())
  if (delayMs > MOST_DELAY_MS) return delayed(delayMs)
  await new Promise((resolve) => setTimeout(resolve, delayMs))
  return undefined
}

/** What a person gave. */
type Typed = { -readonly [K in 'passphrase' | 'pin' | 'prf']?: Buffer }

async function askFor(
  scene: UnlockScene,
  slot: Slot,
  error: string | undefined,
): Promise<Typed | NotOpened> {
  const { ask, given } = scene
  const wanted = new Set(wantsOf(slot, given))
  const answers: Typed = {}
  const lines = [`slot: ${escape(slot.label, 80)}`]
  const shown = error === undefined ? {} : { error }
  if (wanted.has('passphrase') || wanted.has('prf')) {
    const prf = slot.factors.flatMap(({ type, credential, prfSalt }) =>
      type === 'webauthn-prf' ? [{ credential: String(credential), prfSalt: String(prfSalt) }] : [],
    )
    const told = await ask({ wants: 'passphrase', lines, ...shown, ...(prf.length > 0 && { prf }) })
    if (told.kind !== 'secret') return refusalOf(scene, told)
    if (wanted.has('passphrase')) answers.passphrase = told.value
    if (told.prf !== undefined) answers.prf = told.prf.output
  }
  if (!wanted.has('pin')) return answers
  const told = await ask({ wants: 'pin', lines, ...shown })
  if (told.kind === 'secret') return { ...answers, pin: told.value }
  for (const answer of Object.values(answers)) answer.fill(0)
  return refusalOf(scene, told)
}

/** The key, or why none of the slots took the answers. Throws when none could be tried, and what is no matter of one slot. */
async function openFirst(
  scene: UnlockScene,
  slots: readonly Slot[],
  answers: Answers,
): Promise<Buffer | AirlockError> {
  let wrong: AirlockError | undefined
  let missing: AirlockError | undefined
  for (const slot of slots) {
    try {
      return await openSlot(scene, slot, answers)
    } catch (error) {
      if (!AirlockError.is(error) || !EXPECTED.has(error.code)) throw error
      if (error.code === 'AIRLOCK_VAULT_FACTOR') wrong = error
      else missing = error
    }
  }
  if (wrong !== undefined) return wrong
  throw missing ?? new TypeError('there is a slot to try')
}

function refusalOf(scene: UnlockScene, told: Exclude<Told, { kind: 'secret' }>): NotOpened {
  if (told.kind === 'unavailable') return unavailable(scene, told.reason)
  return { refused: told.kind === 'timeout' ? 'timeout' : 'cancelled', hints: [UNLOCK] }
}

function unavailable({ remedy = `run ${UNLOCK}` }: UnlockScene, reason: string): NotOpened {
  return { refused: 'unavailable', hints: [`${reason}; ${remedy}`] }
}

function delayed(ms: number): NotOpened {
  const minutes = Math.ceil(ms / 60_000)
  return {
    refused: 'delayed',
    hints: [`wait ${minutes} min, or use the recovery key: mcp-airlock vault recover`],
  }
}

const UNLOCK = 'mcp-airlock unlock'
const NO_PERSON = 'no slot of the vault asks a person'
/** Refusals of one slot that leave the others open. */
const EXPECTED: ReadonlySet<string> = new Set([
  'AIRLOCK_VAULT_FACTOR',
  'AIRLOCK_VAULT_FACTOR_UNAVAILABLE',
  'AIRLOCK_VAULT_PERMISSIONS',
])
/** A person waits as long as the longest delay between two attempts; what is longer is the lock after too many. */
const MOST_DELAY_MS = 30_000
