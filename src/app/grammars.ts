import { loadModule } from '../os/index.ts'
import { createGrammar, type Grammar, type GrammarValidators } from '../wire/index.ts'

/**
 * The grammars that the build has put beside the program: the one that most clients speak at once, while there is time to, and each other
 * when a session first needs it (measured: 5 to 8 ms). Throws for a revision that was not built.
 */
export function grammarsIn(packageRoot: string): (revision: string) => Grammar {
  const load = (revision: string) =>
    createGrammar(loadModule(`${packageRoot}/dist/grammar/${revision}.cjs`) as GrammarValidators)
  const likely = load(LIKELY)
  return (revision) => (revision === LIKELY ? likely : load(revision))
}

/** What the current SDKs ask for in `initialize`. */
const LIKELY = '2025-11-25'
