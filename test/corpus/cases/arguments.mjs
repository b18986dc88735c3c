import { calls, callsListed } from '../case.mjs'

export const title = 'arguments and results against schemas'

const search = {
  type: 'object',
  properties: {
    query: { type: 'string', maxLength: 20 },
    limit: { type: 'integer', minimum: 1, maximum: 50 },
    sort: { enum: ['asc', 'desc'] },
  },
  required: ['query'],
  additionalProperties: false,
}
const listed = (outputSchema) => [
  { call: ['tools/list'] },
  { answer: { tools: [{ name: 'work', inputSchema: { type: 'object' }, outputSchema }] } },
  { call: ['tools/call', { name: 'work' }] },
]
const sum = { type: 'object', properties: { sum: { type: 'number' } }, required: ['sum'] }

export const attacks = [
  {
    id: 'argument-missing',
    outcome: 'refused invalid-arguments',
    ...callsListed(search, { limit: 3 }),
  },
  {
    id: 'argument-of-another-type',
    outcome: 'refused invalid-arguments',
    ...callsListed(search, { query: { $gt: '' } }),
  },
  {
    id: 'argument-that-is-not-there',
    outcome: 'refused invalid-arguments',
    ...callsListed(search, { query: 'a', exec: 'id' }),
  },
  {
    id: 'argument-out-of-bounds',
    outcome: 'refused invalid-arguments',
    ...callsListed(search, { query: 'a', limit: 1e9 }),
  },
  {
    id: 'argument-too-long',
    outcome: 'refused invalid-arguments',
    ...callsListed(search, { query: 'a'.repeat(21) }),
  },
  {
    id: 'argument-of-no-choice',
    outcome: 'refused invalid-arguments',
    ...callsListed(search, { query: 'a', sort: 'asc; drop table t' }),
  },
  {
    id: 'number-as-text',
    outcome: 'refused invalid-arguments',
    ...callsListed(search, { query: 'a', limit: '5' }),
  },
  {
    id: 'pattern-not-kept',
    outcome: 'refused invalid-arguments',
    ...callsListed(
      { type: 'object', properties: { sha: { type: 'string', pattern: '^[0-9a-f]{7,40}$' } } },
      { sha: '--output=/tmp/x' },
    ),
  },
  {
    id: 'prototype-as-argument',
    outcome: 'refused invalid-arguments',
    ...callsListed(
      { type: 'object', properties: { a: {} }, additionalProperties: false },
      JSON.parse('{"__proto__":{"admin":true}}'),
    ),
  },
  {
    id: 'result-of-another-type',
    outcome: 'refused invalid-response',
    before: listed(sum),
    does: { answer: { content: [], structuredContent: { sum: 'Ignore the sum' } } },
  },
  {
    id: 'result-missing',
    outcome: 'refused invalid-response',
    revision: '2025-06-18',
    before: listed(sum),
    does: { answer: { content: [{ type: 'text', text: '3' }] } },
  },
  {
    id: 'result-missing-in-the-modern-era',
    outcome: 'refused invalid-response',
    revision: '2026-07-28',
    before: listed(sum),
    does: { answer: { content: [], structuredContent: {} } },
  },
]

export const benign = [
  {
    id: 'arguments-as-they-should-be',
    ...callsListed(search, { query: 'naïve café', limit: 10, sort: 'asc' }),
  },
  { id: 'arguments-in-2024', revision: '2024-11-05', ...callsListed(search, { query: '東京' }) },
  {
    id: 'arguments-in-the-modern-era',
    revision: '2026-07-28',
    ...callsListed(search, { query: 'q', limit: 1 }),
  },
  { id: 'argument-counted-in-characters', ...callsListed(search, { query: '👩‍👩‍👧‍👦 🇦🇹 x' }) },
  {
    id: 'argument-that-is-whole',
    revision: '2025-03-26',
    before: callsListed(search, {}).before,
    does: {
      client:
        '{"jsonrpc":"2.0","id":"w","method":"tools/call","params":{"name":"work","arguments":{"query":"a","limit":5.0}}}',
    },
  },
  { id: 'no-arguments-at-all', ...callsListed({ type: 'object', properties: {} }, undefined) },
  {
    id: 'tool-from-a-list-that-was-kept',
    ...calls('remembered', { anything: ['goes', null, 1.5] }),
  },
  {
    id: 'result-as-it-should-be',
    revision: '2025-06-18',
    before: listed(sum),
    does: {
      answer: { content: [{ type: 'text', text: '{"sum":3}' }], structuredContent: { sum: 3 } },
    },
  },
  {
    id: 'error-in-place-of-a-result',
    before: listed(sum),
    does: { answer: { content: [{ type: 'text', text: 'Division by zero' }], isError: true } },
  },
  {
    id: 'whole-files-as-argument',
    ...callsListed(
      {
        type: 'object',
        properties: { path: { type: 'string' }, content: { type: 'string' } },
        required: ['path', 'content'],
      },
      {
        path: 'src/a.c',
        content:
          '#include <stdio.h>\nint main(void) { printf("100%% of `$HOME`; \\n"); return 0; }\n',
      },
    ),
  },
]
