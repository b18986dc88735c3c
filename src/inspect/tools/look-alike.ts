import { late } from '../../base/index.ts'
/**
 * What a name looks like: two names with the same skeleton can be taken for each other by a person or a model. As UTS #39, section 4
 * has it, with fewer letters and with what else names of tools differ by: case, and what stands between words.
 */
export function skeletonOf(name: string): string {
  // Most names are ASCII, and to prepare the other expressions takes a millisecond.
  const isAscii = ASCII.test(name)
  const plain = isAscii ? name.toLowerCase() : folded(name)
  let skeleton = ''
  for (const letter of plain) skeleton += LOOKS_LIKE.get(letter) ?? letter
  return skeleton.replaceAll('rn', 'm').replace(isAscii ? ASCII_BETWEEN : BETWEEN(), '_')
}

function folded(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFD').replace(MARKS(), '')
}

const ASCII = /^[\x20-\x7e]*$/
const ASCII_BETWEEN = /[ \-_./:]+/g
const MARKS = late(() => /[\p{M}\p{DI}]/gu)
const BETWEEN = late(() => /[\s\p{Pd}\p{Pc}./:\u{2024}\u{2215}]+/gu)

/**
 * Lower-case letters that look like another, from confusables.txt of UTS #39 (Unicode 16): Cyrillic, Greek, Armenian and Latin
 * beyond ASCII, where their forms are alike in common fonts. NFKC has made full-width and mathematical letters plain before.
 */
const LOOKS_LIKE: ReadonlyMap<string, string> = new Map(
  [
    ['a', 'аαɑ'],
    ['b', 'ьƅ'],
    ['c', 'сϲⅽ'],
    ['d', 'ԁɗ'],
    ['e', 'еєɛҽ'],
    ['g', 'ɡց'],
    ['h', 'һհ'],
    ['j', 'јϳ'],
    ['k', 'кκ'],
    ['l', 'i1|ӏǀוіιɩı'],
    ['m', 'м'],
    ['n', 'ոп'],
    ['o', 'оοσօ0ө'],
    ['p', 'рρ'],
    ['q', 'ԛգ'],
    ['r', 'гꮁ'],
    ['s', 'ѕʂ'],
    ['t', 'тτ'],
    ['u', 'υսц'],
    ['v', 'ѵνט'],
    ['w', 'ԝшω'],
    ['x', 'хχ'],
    ['y', 'уүγ'],
    ['z', 'ᴢ'],
  ].flatMap(([plain = '', alike = '']) => Array.from(alike, (letter) => [letter, plain] as const)),
)
