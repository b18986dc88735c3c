import type { ZxcvbnResult } from '@zxcvbn-ts/core'
import { REASONS, SUGGESTIONS } from './passphrase-advice.ts'

/** What is thought of a passphrase; `reason` is empty and `suggestions` has none when it is good enough. */
export interface PassphraseJudgement {
  readonly ok: boolean
  readonly reason: string
  readonly suggestions: readonly string[]
}

/**
 * Whether a passphrase holds against guessing: at least 8 characters (NIST SP 800-63B, section 3.1.1.2) and a zxcvbn score of 3, which
 * stands for 10^8 guesses and more (Wheeler, "zxcvbn", USENIX Security 2016). `words` are what a guesser tries first, such as the user's
 * name. Judges the first 128 characters: the work grows with the square of the length; measured: below a second for the worst 128.
 * Loads the dictionaries when first called; measured: 160 ms.
 */
export async function judgePassphrase(
  text: string,
  words: readonly string[] = [],
): Promise<PassphraseJudgement> {
  // As it will be hashed, so that two ways to type one letter are not judged apart (RFC 8265, section 4.2.2).
  const plain = text.normalize('NFC')
  if (!LONG_ENOUGH.test(plain))
    return refuse(`it has fewer than ${MIN_CHARACTERS} characters`, [SUGGESTIONS.useWords])
  const { score, feedback } = await check(plain, words)
  if (score >= MIN_SCORE) return { ok: true, reason: '', suggestions: [] }
  const { warning, suggestions } = feedback
  return refuse(plainReason(warning), suggestions.map(plainSuggestion))
}

async function check(text: string, words: readonly string[]): Promise<ZxcvbnResult> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ])
  const judge = new ZxcvbnFactory({
    dictionary,
    graphs: adjacencyGraphs,
    maxLength: MAX_JUDGED,
  })
  return judge.check(text, [...OWN_WORDS, ...words])
}

/** The library gives names of reasons; one that a newer version adds still says that it is too easy. */
function plainReason(name: string | null): string {
  const said = Object.entries(REASONS).find(([known]) => known === name)
  return said?.[1] ?? 'it can be guessed in too few attempts'
}

function plainSuggestion(name: string): string {
  const said = Object.entries(SUGGESTIONS).find(([known]) => known === name)
  return said?.[1] ?? SUGGESTIONS.useWords
}

function refuse(reason: string, suggestions: readonly string[]): PassphraseJudgement {
  return { ok: false, reason, suggestions: [...new Set(suggestions)] }
}

const MIN_CHARACTERS = 8
/** Counts code points, as the guideline wants. */
const LONG_ENOUGH = /.{8}/su
const MIN_SCORE = 3
const MAX_JUDGED = 128
/** What is on the screen while the passphrase is chosen. */
const OWN_WORDS = ['mcp', 'airlock', 'mcp-airlock', 'vault', 'passphrase']
