import {
  choice,
  constant,
  having,
  keyed,
  list,
  type Members,
  map,
  record,
  ref,
  type Schema,
  when,
} from './schema.ts'
import { BOOLEAN, INTEGER, META, NAME, NUMBER, REQUEST_PARAMS, STRING, STRINGS } from './values.ts'

/** Questions to the person, and the answers. */
const label: Members = { 'title?': STRING, 'description?': STRING }

/** Told apart by `type`, where the published schemas try one form after the other and let a broken one pass as a plain string. */
const field = (forms: Readonly<Record<string, Schema>>): Schema => {
  const types = Object.keys(forms)
  return {
    type: 'object',
    required: ['type'],
    properties: { type: choice(...types) },
    allOf: types.map((type) => when(having('type', type), forms[type] as Schema)),
  }
}

const text: Members = {
  ...label,
  'minLength?': INTEGER,
  'maxLength?': INTEGER,
  'format?': choice('email', 'uri', 'date', 'date-time'),
  'enum?': STRINGS,
  'enumNames?': STRINGS,
}
const numeric: Members = { ...label, 'minimum?': NUMBER, 'maximum?': NUMBER }

const form = (more: Members): Members => ({
  ...REQUEST_PARAMS,
  message: STRING,
  requestedSchema: record({
    type: constant('object'),
    properties: map(ref('ElicitField')),
    'required?': STRINGS,
    ...more,
  }),
})

/** An answer. Numbers need not be integers, although the published schemas say so: a form may ask for `number`. */
const answer = (types: readonly string[]): Members => ({
  action: choice('accept', 'decline', 'cancel'),
  'content?': map({
    type: ['string', 'number', 'boolean', ...types],
    ...(types.length > 0 ? { items: STRING } : {}),
  }),
  '_meta?': META,
})

export const ELICITATION_2025_06_18 = {
  ElicitField: field({
    string: record(text),
    number: record(numeric),
    integer: record(numeric),
    boolean: record({ ...label, 'default?': BOOLEAN }),
  }),
  ElicitRequest: record(form({})),
  ElicitResult: record(answer([])),
}

const titledChoices = list(record({ const: STRING, title: STRING }))
const oneChoice: Schema = record({ ...text, 'default?': STRING, 'oneOf?': titledChoices })
const manyChoices: Schema = record({
  ...label,
  'default?': STRINGS,
  'minItems?': INTEGER,
  'maxItems?': INTEGER,
  items: keyed({
    enum: record({ type: constant('string'), enum: STRINGS }),
    anyOf: record({ anyOf: titledChoices }),
  }),
})

const laterField = field({
  // With both lists, which choices the person sees would be the client's choice.
  string: { ...oneChoice, atMostOne: ['enum', 'oneOf'] },
  number: record({ ...numeric, 'default?': NUMBER }),
  integer: record({ ...numeric, 'default?': NUMBER }),
  boolean: record({ ...label, 'default?': BOOLEAN }),
  array: manyChoices,
})

const laterForm: Members = { 'mode?': constant('form'), ...form({ '$schema?': STRING }) }
const formOrUrl = when(having('mode', 'url'), ref('ElicitUrl'), ref('ElicitForm'))

const page: Members = { ...REQUEST_PARAMS, mode: constant('url'), message: STRING, url: NAME }
const task: Members = { 'task?': ref('TaskMetadata') }

export const ELICITATION_2025_11_25 = {
  ElicitField: laterField,
  ElicitForm: record({ ...laterForm, ...task }),
  ElicitUrl: record({ ...page, ...task, elicitationId: NAME }),
  ElicitRequest: formOrUrl,
  ElicitResult: record(answer(['array'])),
}

export const ELICITATION_2026_07_28 = {
  ...ELICITATION_2025_11_25,
  ElicitForm: record(laterForm),
  ElicitUrl: record(page),
}
