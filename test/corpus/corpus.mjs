// Every case of the corpus, with its class and its label.
import * as access from './cases/access.mjs'
import * as args from './cases/arguments.mjs'
import * as asking from './cases/asking.mjs'
import * as contents from './cases/contents.mjs'
import * as descriptions from './cases/descriptions.mjs'
import * as framing from './cases/framing.mjs'
import * as grammar from './cases/grammar.mjs'
import * as hiddenText from './cases/hidden-text.mjs'
import * as json from './cases/json.mjs'
import * as meaning from './cases/meaning.mjs'
import * as names from './cases/names.mjs'
import * as pins from './cases/pins.mjs'
import * as rates from './cases/rates.mjs'
import * as rules from './cases/rules.mjs'
import * as schemas from './cases/schemas.mjs'

const CLASSES = [
  framing,
  json,
  grammar,
  asking,
  schemas,
  args,
  rules,
  hiddenText,
  contents,
  descriptions,
  names,
  pins,
  rates,
  access,
  meaning,
]

const USUAL = { revision: '2025-11-25' }

/**
 * In the order of the table. Unless a case says otherwise, it is played in 2025-11-25, and a benign one passes; `outcome` is what
 * `playAll` reports.
 */
export const corpus = CLASSES.flatMap(({ title, attacks, benign }) => [
  ...attacks.map((one) => ({ ...USUAL, ...one, label: 'attack', title })),
  ...benign.map((one) => ({ ...USUAL, outcome: 'passed', ...one, label: 'benign', title })),
])
