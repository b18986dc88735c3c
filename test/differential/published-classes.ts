import type { Amendment, Definitions, Oracle } from './published.ts'
import type { Judgement, Subject } from './subject.ts'

type Json = Record<string, unknown>

/** Why ours refuses what the published schemas accept, by what ours says; the first that fits. */
const BY_FAULT: readonly (readonly [id: string, path: RegExp, expected: RegExp, of?: RegExp])[] = [
  ['scan', /^line$/, /^(duplicate-key|look-alike-key|surrogate-key)$/],
  ['look-alike', /./, /could be mistaken/],
  ['safe-integer', /./, /^must be at (most|least) -?9007199254740991$/],
  ['empty-name', /./, /^must not be empty$/],
  [
    'meta',
    /\b_meta(\.progressToken|\["io\.modelcontextprotocol\/related-task"\].*)?$/,
    /^must (be|have)/,
  ],
  ['task-request', /^params(\._meta.*)?$/, /./, /^2026-07-28 request tasks\//],
  [
    'task-detail',
    /^(params|result)\.(inputRequests|result|error)\b/,
    /./,
    /2026-07-28 (result tasks\/get|notification notifications\/tasks)$/,
  ],
  ['task-filter', /^params\.notifications\.taskIds/, /./],
  ['two-forms', /./, /^must have (exactly|only) one of/],
  ['other-result', /^result\.\w+$/, /^must not be here/],
  ['form-field', /requestedSchema\.properties(\.|\[)[^.[]+[.[]/, /./],
  ['empty-demand', /^result$/, /^must have at least one of "inputRequests", "requestState"$/],
  ['result-type', /^result\.resultType$/, /^must be "complete"$/],
  ['extensions', /capabilities\.extensions\b/, /./],
  ['tool-schema', /tools\[\d+\]\.(input|output)Schema\.(properties|required)/, /./],
  ['root-scheme', /roots\[\d+\]\.uri$/, /file:/],
  ['completion-count', /completion\.values$/, /at most 100/],
]

/** The published schemas as they would have to be to agree: when such a change explains a difference, it lies there. */
const BY_AMENDMENT: readonly (readonly [id: string, of: RegExp, Amendment])[] = [
  ['json-value', /2026/, ({ JSONValue }) => loosen(JSONValue)],
  [
    'elicited-number',
    /elicitation|inputResponses/,
    (definitions) => {
      const { ElicitResult } = definitions
      edit(ElicitResult, ['properties', 'content', 'additionalProperties'], (values) =>
        JSON.parse(JSON.stringify(values).replaceAll('"integer"', '"number"')),
      )
    },
  ],
  [
    'boolean-schema',
    /20\d\d-\d\d-\d\d.*"tools"/,
    ({ Tool }) => {
      for (const name of ['inputSchema', 'outputSchema']) {
        edit(
          Tool,
          ['properties', name, 'properties', 'properties', 'additionalProperties'],
          () => ({
            type: ['object', 'boolean'],
          }),
        )
      }
    },
  ],
  [
    'earlier-result',
    /^2026-07-28 result/,
    (definitions) => {
      for (const definition of Object.values(definitions)) {
        const { required, properties } = definition as { required?: string[]; properties?: Json }
        if (properties?.['resultType'] === undefined || required === undefined) continue
        definition['required'] = required.filter((name) => !LATER.has(name))
        definition['if'] = { required: ['resultType'] }
        definition['then'] = { required: required.filter((name) => LATER.has(name)) }
      }
    },
  ],
  [
    'read-without-cache',
    /^2026-07-28 result resources\/read/,
    ({ ReadResourceResult }) =>
      edit(ReadResourceResult, ['required'], (names) =>
        (names as string[]).filter((name) => name !== 'ttlMs' && name !== 'cacheScope'),
      ),
  ],
  [
    'absent-params',
    /^2025-11-25 notification/,
    ({ CancelledNotification }) =>
      edit(CancelledNotification, ['required'], (names) =>
        (names as string[]).filter((name) => name !== 'params'),
      ),
  ],
]

/** Every class that a difference can fall into. */
export const PUBLISHED_CLASSES: readonly string[] = [
  ...BY_FAULT.map(([id]) => id),
  ...BY_AMENDMENT.map(([id]) => id),
]

/** The ids of the classes that a difference falls into; none when it is unexplained. */
export function explain(subject: Subject, ours: Judgement, oracle: Oracle): readonly string[] {
  if (ours !== undefined) {
    const whose = `${subject.revision} ${subject.part} ${subject.method}`
    const found = BY_FAULT.find(
      ([, path, expected, of]) =>
        path.test(ours.path) && expected.test(ours.expected) && (of?.test(whose) ?? true),
    )
    return found === undefined ? [] : [found[0]]
  }
  const apt = BY_AMENDMENT.filter(([, of]) =>
    of.test(`${subject.revision} ${subject.part} ${subject.method} ${subject.text}`),
  )
  const single = apt.find(([, , amend]) => oracle.accepts(subject, [amend]) === true)
  if (single !== undefined) return [single[0]]
  const all = apt.map(([, , amend]) => amend)
  if (oracle.accepts(subject, all) !== true) return []
  // Two differences in one message: those are meant without which the rest does not do.
  const needed = apt.filter(
    ([, , amend]) =>
      oracle.accepts(
        subject,
        all.filter((each) => each !== amend),
      ) !== true,
  )
  return needed.map(([id]) => id)
}

const LATER = new Set(['resultType', 'ttlMs', 'cacheScope'])

function loosen(definition: Json | undefined): void {
  for (const key of Object.keys(definition ?? {})) delete definition?.[key]
}

function edit(
  definition: Definitions[string] | undefined,
  path: readonly string[],
  change: (old: unknown) => unknown,
): void {
  let at: Json | undefined = definition
  for (const key of path.slice(0, -1)) at = at?.[key] as Json | undefined
  const last = path.at(-1) as string
  if (at !== undefined && last in at) at[last] = change(at[last])
}
