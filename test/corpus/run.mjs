// Plays the corpus through the built launcher and prints the table, what was missed, and what was taken for an attack.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { corpus } from './corpus.mjs'
import { playAll } from './play.mjs'
import { isFalsePositive, isMissed, tableOf } from './table.mjs'

if (existsSync(join(import.meta.dirname, '../../dist/main.cjs'))) await main()
else {
  process.stderr.write('the launcher is not built: run `npm run build`\n')
  process.exitCode = 2
}

async function main() {
  const outcomes = await playAll(corpus)
  const played = corpus.map((one) => ({ ...one, outcome: outcomes.get(one.id) }))
  process.stdout.write(tableOf(played))
  list('missed', played.filter(isMissed))
  list('false positives', played.filter(isFalsePositive))
  const others = played.filter(({ outcome }, at) => outcome !== corpus[at].outcome)
  list('not as recorded', others)
  if (others.length > 0) process.exitCode = 1
}

function list(heading, cases) {
  if (cases.length === 0) return
  const lines = cases.map(({ title, id, outcome }) => `  ${title}: ${id} (${outcome})\n`)
  process.stdout.write(`\n${heading}:\n${lines.join('')}`)
}
