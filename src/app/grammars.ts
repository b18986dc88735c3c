import { loadModule } from '../os/index.ts'
import { createGrammar, type Grammar, type GrammarValidators } from '../wire/index.ts'

/**
 * The grammars that the build has put beside the program, each loaded when a session first needs it: measured, one takes 5 to
 * 8 ms. Throws for a revision that was not built.
 */
export function grammarsIn(packageRoot: string): (revision: string) => Grammar {
  return (revision) =>
    createGrammar(loadModule(`${packageRoot}/dist/grammar/${revision}.cjs`) as GrammarValidators)
}
