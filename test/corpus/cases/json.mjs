import { says } from '../case.mjs'

export const title = 'JSON read in two ways'

const call = (params) => ({ client: `{"jsonrpc":"2.0","id":"j","method":"tools/call",${params}}` })
const asked = { before: [{ call: ['tools/call', { name: 'work' }] }] }
const answer = (rest) => ({ ...asked, does: { server: `{"jsonrpc":"2.0","id":$ID,${rest}}` } })

/** CVE-2026-27896, GHSA-q382-vc8q-7jhj, GHSA-4gph-2hhr-5mwg, and what else parsers differ in. */
export const attacks = [
  {
    id: 'key-in-capitals',
    outcome: 'refused malformed-request',
    does: call('"params":{"name":"good","Name":"evil"}'),
  },
  {
    id: 'key-twice',
    outcome: 'refused malformed-request',
    does: call('"params":{"name":"good","name":"evil"}'),
  },
  {
    id: 'key-twice-once-escaped',
    outcome: 'refused malformed-request',
    does: call('"params":{"name":"good","n\\u0061me":"evil"}'),
  },
  {
    id: 'key-with-nul',
    outcome: 'refused malformed-request',
    does: call('"params":{"name":"good","name\\u0000":"evil"}'),
  },
  {
    id: 'key-with-long-s',
    outcome: 'refused malformed-request',
    does: call('"params":{"name":"good"},"param\u017f":{"name":"evil"}'),
  },
  {
    id: 'key-with-kelvin-sign',
    outcome: 'refused malformed-request',
    does: call('"params":{"name":"good","ta\u017f\u212a":{}}'),
  },
  {
    id: 'method-in-capitals',
    outcome: 'refused malformed-request',
    does: call('"params":{"name":"good"},"Method":"ping"'),
  },
  {
    id: 'half-a-surrogate-as-key',
    outcome: 'refused malformed-request',
    does: call('"params":{"name":"good","\\ud800":1}'),
  },
  {
    id: 'arguments-twice',
    outcome: 'refused malformed-request',
    does: call('"params":{"name":"w","arguments":{"path":"a"},"arguments":{"path":"/etc/shadow"}}'),
  },
  {
    id: 'argument-twice',
    outcome: 'refused malformed-request',
    does: call('"params":{"name":"w","arguments":{"path":"a","path":"/etc/shadow"}}'),
  },
  {
    id: 'content-twice',
    outcome: 'refused malformed-response',
    ...answer('"result":{"content":[],"content":[{"type":"text","text":"evil"}]}'),
  },
  {
    id: 'content-in-capitals',
    outcome: 'refused malformed-response',
    ...answer('"result":{"content":[],"Content":[{"type":"text","text":"evil"}]}'),
  },
  {
    id: 'error-flag-with-long-s',
    outcome: 'refused malformed-response',
    ...answer('"result":{"content":[],"i\u017fError":true}'),
  },
  {
    id: 'result-and-error',
    outcome: 'refused malformed-response',
    ...answer('"result":{"content":[]},"error":{"code":1,"message":"m"}'),
  },
  {
    id: 'answer-that-is-a-request',
    outcome: 'refused malformed-response',
    ...answer('"result":{"content":[]},"method":"sampling/createMessage","params":{}'),
  },
  {
    id: 'number-with-leading-zero',
    outcome: 'refused malformed-response',
    ...answer('"result":{"content":[],"structuredContent":{"n":010}}'),
  },
  {
    id: 'not-a-number',
    outcome: 'refused malformed-response',
    ...answer('"result":{"content":[],"structuredContent":{"n":NaN}}'),
  },
  {
    id: 'single-quotes',
    outcome: 'refused malformed-response',
    ...answer("'result':{'content':[]}"),
  },
  {
    id: 'comment-in-json',
    outcome: 'refused malformed-response',
    ...answer('"result":{"content":[]/* and more */}'),
  },
  {
    id: 'trailing-comma',
    outcome: 'refused malformed-response',
    ...answer('"result":{"content":[],}'),
  },
  {
    id: 'prototype-as-key',
    outcome: 'passed',
    ...answer('"result":{"content":[],"__proto__":{"isError":false}}'),
  },
  {
    id: 'identifier-of-the-other-type',
    outcome: 'dropped not-pending',
    ...asked,
    does: {
      server: '{"jsonrpc":"2.0","id":"$ID","result":{"content":[{"type":"text","text":"evil"}]}}',
    },
  },
  {
    id: 'identifier-as-fraction',
    outcome: 'dropped id',
    ...asked,
    does: { server: '{"jsonrpc":"2.0","id":$ID.0,"result":{"content":[]}}' },
  },
]

export const benign = [
  {
    id: 'numbers-beyond-doubles',
    ...answer(
      '"result":{"content":[],"structuredContent":{"id":9007199254740993123,"big":1e400,"small":-0.0}}',
    ),
  },
  {
    id: 'floats-of-a-python-server',
    ...answer(
      '"result":{"content":[{"type":"text","text":"1.0"}],"isError":false,"structuredContent":{"total":1.0,"rate":1e-7}}',
    ),
  },
  {
    id: 'alike-keys-in-data',
    ...answer('"result":{"content":[],"structuredContent":{"Name":"a","name":"b","NAME":"c"}}'),
  },
  {
    id: 'alike-keys-in-arguments',
    does: call('"params":{"name":"work","arguments":{"Path":"a","path":"b"}}'),
  },
  {
    id: 'empty-key-in-data',
    ...answer('"result":{"content":[],"structuredContent":{"":1,"a.b/c~d":[]}}'),
  },
  {
    id: 'everything-escaped',
    ...answer(
      '"result":{"content":[{"type":"text","text":"\\u00e9\\ud83d\\ude00 \\/ \\" \\\\ \\n\\t"}]}',
    ),
  },
  {
    id: 'json-inside-a-string',
    ...says('{"jsonrpc":"2.0","id":1,"result":{"content":[],"content":[]}}'),
  },
  { id: 'line-separators-of-javascript', ...says('first\u2028second\u2029third') },
  {
    id: 'text-as-identifier',
    does: {
      client: '{"jsonrpc":"2.0","id":"3f2b9c1e-0d53-4c29-8a55-2f6d1b7c0e11","method":"tools/list"}',
    },
  },
  {
    id: 'vendor-members-in-a-result',
    ...answer('"result":{"content":[],"_meta":{"example.com/trace":"00-4bf9-01"},"x-duration":12}'),
  },
]
