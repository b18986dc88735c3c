/**
 * How many cases of each class were detected and how many were not, as a table of Markdown. An attack counts as detected unless it passed
 * with nothing said about it; a benign case is a false positive unless it did.
 */
export function tableOf(cases) {
  const titles = [...new Set(cases.map(({ title }) => title))]
  const rows = titles.map((title) => [title, ...counts(cases.filter((one) => one.title === title))])
  return [HEAD, HEAD.map(() => '---'), ...rows, ['together', ...counts(cases)]]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('')
}

export const isMissed = ({ label, outcome }) => label === 'attack' && outcome === 'passed'

export const isFalsePositive = ({ label, outcome }) => label === 'benign' && outcome !== 'passed'

function counts(cases) {
  const attacks = cases.filter(({ label }) => label === 'attack')
  const missed = attacks.filter(isMissed).length
  return [
    attacks.length,
    attacks.length - missed,
    attacks.filter(({ outcome }) => outcome.startsWith('noticed')).length,
    missed,
    cases.length - attacks.length,
    cases.filter(isFalsePositive).length,
  ]
}

const HEAD = [
  'class',
  'attacks',
  'detected',
  'of these only reported',
  'missed',
  'benign',
  'false positives',
]
