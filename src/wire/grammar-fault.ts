/** What is wrong with a message. `path` and `expected` together make a sentence, such as `params.name must be a string`. */
export interface GrammarFault {
  /** From `params`, `result` or `error` on. Keys that are not the protocol's own show as `*`. */
  readonly path: string
  readonly expected: string
}

/** The part of ajv's error object that is read. */
export interface ValidationError {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
}

/** The first error says what is wrong; those behind it only which larger rule did not hold therefore. */
export function faultIn(
  errors: readonly ValidationError[],
  root: string,
  names: ReadonlySet<string>,
): GrammarFault {
  const [error] = errors
  if (error === undefined) return { path: root, expected: 'must follow the protocol' }
  const { instancePath, keyword, params } = error
  const path = readablePath(root, instancePath, names)
  const text = TEXTS.get(keyword)
  if (keyword === 'discriminator') {
    return {
      path: `${path}.${String(params['tag'])}`,
      expected: 'must name a kind the revision has',
    }
  }
  return { path, expected: text?.(params) ?? 'must follow the protocol' }
}

/** From a JSON pointer (RFC 6901). Only names of the protocol and indexes are repeated. */
function readablePath(root: string, pointer: string, names: ReadonlySet<string>): string {
  let path = root
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (INDEX.test(key)) path += `[${key}]`
    else if (!names.has(key)) path += '.*'
    else path += IDENTIFIER.test(key) ? `.${key}` : `["${key}"]`
  }
  return path
}

type Text = (params: Readonly<Record<string, unknown>>) => string

/** One for each keyword that the tables use. The values in `params` come from the tables, not from the message. */
const TEXTS: ReadonlyMap<string, Text> = new Map<string, Text>([
  ['type', ({ type }) => `must be ${kinds(type)}`],
  ['required', ({ missingProperty }) => `must have \`${String(missingProperty)}\``],
  ['const', ({ allowedValue }) => `must be ${JSON.stringify(allowedValue)}`],
  ['enum', ({ allowedValues }) => `must be one of ${listed(allowedValues)}`],
  ['minLength', () => 'must not be empty'],
  ['minimum', ({ limit }) => `must be at least ${String(limit)}`],
  ['maximum', ({ limit }) => `must be at most ${String(limit)}`],
  ['maxItems', ({ limit }) => `must have at most ${String(limit)} items`],
  ['pattern', () => 'must begin with "file://"'],
  ['not', () => 'must not be here: it belongs to another form of the message'],
  ['exactKeys', ({ name }) => `must not have a key that could be mistaken for \`${String(name)}\``],
  ['exactlyOne', ({ of }) => `must have exactly one of ${listed(of)}`],
  ['atMostOne', ({ of }) => `must have only one of ${listed(of)}`],
  ['atLeastOne', ({ of }) => `must have at least one of ${listed(of)}`],
])

function kinds(type: unknown): string {
  return [type]
    .flat()
    .map((each) => KINDS.get(String(each)) ?? String(each))
    .join(' or ')
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['string', 'a string'],
  ['number', 'a finite number'],
  ['integer', 'an integer'],
  ['boolean', '`true` or `false`'],
  ['object', 'an object'],
  ['array', 'an array'],
  ['null', '`null`'],
])

function listed(values: unknown): string {
  return [values]
    .flat()
    .map((each) => JSON.stringify(each))
    .join(', ')
}

const INDEX = /^\d{1,9}$/
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/
