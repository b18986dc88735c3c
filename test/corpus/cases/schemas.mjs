import { lists } from '../case.mjs'

export const title = 'schemas of tools'

const listsWith = (inputSchema, more) => lists({ name: 'work', inputSchema, ...more })
const fields = (properties, more) => ({ type: 'object', properties, ...more })
const FORK = Object.fromEntries(
  Array.from({ length: 24 }, (_, at) => {
    const next = { $ref: `#/$defs/d${at + 1}` }
    return [`d${at}`, { anyOf: [next, next] }]
  }),
)

/** What stops or misleads validators that trust a schema. */
export const attacks = [
  {
    id: 'references-that-double',
    outcome: 'withheld tool-withheld',
    ...listsWith(fields({ a: { $ref: '#/$defs/d0' } }, { $defs: { ...FORK, d24: false } })),
  },
  {
    id: 'reference-to-the-network',
    outcome: 'withheld tool-withheld',
    ...listsWith(fields({ a: { $ref: 'https://evil.example/schema.json' } })),
  },
  {
    id: 'reference-to-a-file',
    outcome: 'withheld tool-withheld',
    ...listsWith(fields({ a: { $ref: 'file:///etc/passwd' } })),
  },
  {
    id: 'asynchronous-schema',
    outcome: 'withheld tool-withheld',
    ...listsWith(fields({ a: { type: 'string' } }, { $async: true })),
  },
  {
    id: 'schema-as-deep-as-a-stack',
    outcome: 'refused malformed-response',
    ...listsWith(
      fields({ a: Array.from({ length: 80 }).reduce((inner) => ({ items: inner }), {}) }),
    ),
  },
  {
    id: 'choice-of-thousands',
    outcome: 'withheld tool-withheld',
    ...listsWith(fields({ a: { enum: Array.from({ length: 6000 }, (_, at) => `v${at}`) } })),
  },
  {
    id: 'reference-to-nothing',
    outcome: 'withheld tool-withheld',
    ...listsWith(fields({ a: { $ref: '#/$defs/missing' } })),
  },
  {
    id: 'unknown-dialect',
    outcome: 'withheld tool-withheld',
    ...listsWith(fields({ a: {} }, { $schema: 'https://evil.example/dialect' })),
  },
  {
    id: 'pattern-with-back-references',
    outcome: 'withheld tool-withheld',
    ...listsWith(fields({ a: { type: 'string', pattern: '^(a+)\\1+$' } })),
  },
  {
    id: 'pattern-that-unrolls',
    outcome: 'withheld tool-withheld',
    ...listsWith(fields({ a: { type: 'string', pattern: '^(?:(?:a{1,1000}){1,1000}){1,1000}$' } })),
  },
  {
    id: 'type-is-a-program',
    outcome: 'withheld tool-withheld',
    ...listsWith(fields({ a: { type: 'function' } })),
  },
  {
    id: 'required-is-no-list',
    outcome: 'refused invalid-response',
    ...listsWith(fields({ a: {} }, { required: 'a' })),
  },
  {
    id: 'result-schema-that-doubles',
    outcome: 'withheld tool-withheld',
    ...listsWith(fields({}), {
      outputSchema: fields({ a: { $ref: '#/$defs/d0' } }, { $defs: { ...FORK, d24: false } }),
    }),
  },
]

export const benign = [
  {
    id: 'draft-07',
    revision: '2025-06-18',
    ...listsWith({
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: { message: { type: 'string', description: 'Message to echo' } },
      required: ['message'],
      additionalProperties: false,
    }),
  },
  {
    id: 'draft-2019',
    ...listsWith({
      $schema: 'https://json-schema.org/draft/2019-09/schema',
      type: 'object',
      properties: { limit: { type: 'integer', minimum: 1, maximum: 100, default: 10 } },
    }),
  },
  {
    id: 'draft-2020',
    revision: '2026-07-28',
    ...listsWith({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: { at: { type: 'string', format: 'date-time' }, where: { $ref: '#/$defs/place' } },
      $defs: {
        place: { type: 'object', properties: { lat: { type: 'number' }, lon: { type: 'number' } } },
      },
    }),
  },
  {
    id: 'python-titles',
    revision: '2024-11-05',
    ...listsWith({
      title: 'addArguments',
      type: 'object',
      properties: {
        x: { title: 'X', type: 'integer' },
        note: { title: 'Note', anyOf: [{ type: 'string' }, { type: 'null' }], default: null },
      },
      required: ['x'],
    }),
  },
  {
    id: 'tree-that-refers-to-itself',
    ...listsWith(
      fields(
        { root: { $ref: '#/$defs/node' } },
        {
          $defs: {
            node: fields({
              label: { type: 'string' },
              children: { type: 'array', items: { $ref: '#/$defs/node' } },
            }),
          },
        },
      ),
    ),
  },
  { id: 'empty-schema', revision: '2024-11-05', ...listsWith({ type: 'object' }) },
  {
    id: 'ordinary-patterns',
    ...listsWith(
      fields({
        id: { type: 'string', pattern: '^[0-9a-f]{24}$' },
        mail: { type: 'string', format: 'email' },
        sha: { type: 'string', pattern: '^(?:[0-9a-f]{7,40}|HEAD(?:~\\d+)?)$' },
      }),
    ),
  },
  {
    id: 'choices-of-a-chart',
    revision: '2025-03-26',
    ...listsWith(
      fields(
        {
          kind: { type: 'string', enum: ['line', 'bar', 'pie'] },
          data: {
            type: 'array',
            minItems: 1,
            items: fields(
              { time: { type: 'string' }, value: { type: 'number' } },
              { required: ['time', 'value'] },
            ),
          },
        },
        { required: ['data'] },
      ),
    ),
  },
  {
    id: 'sixty-tools',
    ...lists(
      ...Array.from({ length: 60 }, (_, at) => ({
        name: `endpoint_${at}_get`,
        description: `Gets the endpoint number ${at}.`,
        inputSchema: fields({ id: { type: 'string' }, expand: { type: 'boolean' } }),
      })),
    ),
  },
  {
    id: 'result-schema-and-hints',
    revision: '2025-06-18',
    ...listsWith(fields({ path: { type: 'string' } }), {
      title: 'Read a file',
      annotations: { readOnlyHint: true, openWorldHint: false },
      outputSchema: fields({ content: { type: 'string' } }, { required: ['content'] }),
    }),
  },
]
