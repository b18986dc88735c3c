import { calls, onCall, says } from '../case.mjs'

export const title = 'framing'

const GOOD = '{"jsonrpc":"2.0","id":$ID,"result":{"content":[]}}'
const asked = { before: [{ call: ['tools/call', { name: 'work' }] }] }

export const attacks = [
  {
    id: 'byte-order-mark-before-request',
    outcome: 'refused malformed-request',
    does: { client: '\ufeff{"jsonrpc":"2.0","id":"b","method":"ping"}' },
  },
  {
    id: 'nul-in-answer',
    outcome: 'refused malformed-response',
    ...asked,
    does: { server: '{"jsonrpc":"2.0","id":$ID,\0"result":{}}' },
  },
  {
    id: 'bad-utf8-in-answer',
    outcome: 'dropped',
    ...asked,
    does: {
      server: Buffer.concat([
        Buffer.from(
          '{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"',
        ),
        Buffer.from([0xc3, 0x28]),
        Buffer.from('"}}'),
      ]),
    },
  },
  {
    id: 'overlong-utf8-hides-a-quote',
    outcome: 'refused malformed-request',
    does: {
      client: Buffer.concat([
        Buffer.from('{"jsonrpc":"2.0","id":"o","method":"tools/call","params":{"name":"a'),
        Buffer.from([0xc0, 0xa2]),
        Buffer.from('"}}'),
      ]),
    },
  },
  {
    id: 'surrogate-as-utf8',
    outcome: 'dropped',
    does: {
      server: Buffer.concat([
        Buffer.from(
          '{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"',
        ),
        Buffer.from([0xed, 0xa0, 0x80]),
        Buffer.from('"}}'),
      ]),
    },
  },
  {
    id: 'two-messages-on-one-line',
    outcome: 'refused malformed-response',
    ...asked,
    does: { server: GOOD + GOOD },
  },
  {
    id: 'text-behind-the-message',
    outcome: 'refused malformed-response',
    ...asked,
    does: { server: `${GOOD} trailing` },
  },
  {
    id: 'cut-message',
    outcome: 'refused malformed-response',
    ...asked,
    does: { server: '{"jsonrpc":"2.0","id":$ID,"result":{"content":[' },
  },
  {
    id: 'banner-on-standard-output',
    outcome: 'dropped',
    does: { server: '\u001b[1mServer ready\u001b[0m on port 3000' },
  },
  {
    id: 'logger-line-of-json',
    outcome: 'dropped',
    does: { server: '{"level":"info","msg":"connected"}' },
  },
  {
    id: 'http-instead-of-messages',
    outcome: 'ended foreign-protocol',
    greets: false,
    does: { server: 'HTTP/1.1 200 OK\r' },
  },
  {
    id: 'client-speaks-lsp',
    outcome: 'ended foreign-protocol',
    greets: false,
    does: { client: 'Content-Length: 58\r' },
  },
  {
    id: 'answer-over-the-limit',
    outcome: 'refused oversize-response',
    profile: { limits: { messageBytes: '4KB' } },
    ...says('x'.repeat(6000)),
  },
  {
    id: 'request-over-the-limit',
    outcome: 'refused oversize-request',
    profile: { limits: { messageBytes: '4KB' } },
    ...calls('work', { text: 'x'.repeat(6000) }),
  },
  {
    id: 'nested-deeper-than-any-parser-likes',
    outcome: 'refused malformed-response',
    ...asked,
    does: {
      server: `{"jsonrpc":"2.0","id":$ID,"result":{"content":${'['.repeat(5000)}${']'.repeat(5000)}}}`,
    },
  },
  {
    id: 'ten-million-nothings',
    outcome: 'refused malformed-response',
    ...asked,
    does: {
      server: `{"jsonrpc":"2.0","id":$ID,"result":{"content":[],"x":[${'0,'.repeat(1_500_000)}0]}}`,
    },
  },
]

export const benign = [
  {
    id: 'spaces-between-tokens',
    ...asked,
    does: { server: '{ "jsonrpc" : "2.0", "id" : $ID, "result" : { "content" : [ ] } }' },
  },
  { id: 'carriage-return-at-the-end', ...asked, does: { server: `${GOOD}\r` } },
  {
    id: 'members-in-another-order',
    ...asked,
    does: { server: '{"result":{"content":[]},"id":$ID,"jsonrpc":"2.0"}' },
  },
  { id: 'a-megabyte-of-text', ...says('All work and no play. '.repeat(50_000)) },
  {
    id: 'forty-levels-of-a-tree',
    ...onCall('tools/call', { name: 'work' }, { content: [], structuredContent: tree(20) }),
  },
  {
    id: 'forty-thousand-rows',
    ...onCall(
      'tools/call',
      { name: 'work' },
      {
        content: [],
        structuredContent: {
          rows: Array.from({ length: 10_000 }, (_, at) => [at, at * 2, `row ${at}`]),
        },
      },
    ),
  },
]

function tree(levels) {
  return levels === 0 ? {} : { children: [tree(levels - 1)] }
}
