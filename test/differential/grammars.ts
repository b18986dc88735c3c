import { createGrammar, type Grammar, type GrammarValidators } from '../../src/wire/grammar.ts'
import { REVISIONS, type Revision } from '../../src/wire/revisions/index.ts'

/** The grammars as the build makes them, oldest first. */
export async function compileGrammars(): Promise<ReadonlyMap<string, Grammar>> {
  const grammars = new Map<string, Grammar>()
  for (const revision of REVISIONS) {
    grammars.set(revision.date, createGrammar(evaluate(await generate(revision))))
  }
  return grammars
}

/** The source that the build writes for that revision. */
export async function generate(revision: Revision): Promise<string> {
  // Behind a variable: the build is JavaScript without declarations.
  const build = new URL('../../build-grammar.mjs', import.meta.url).href
  const { compileGrammar } = (await import(/* @vite-ignore */ build)) as {
    compileGrammar: (revision: Revision) => string
  }
  return compileGrammar(revision)
}

/** Without `require`: the generated code must need nothing. */
function evaluate(source: string): GrammarValidators {
  const module = { exports: {} }
  // oxlint-disable-next-line typescript/no-implied-eval
  new Function('module', 'exports', source)(module, module.exports)
  return module.exports as GrammarValidators
}
