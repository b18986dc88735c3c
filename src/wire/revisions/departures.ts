/** One way in which the tables here differ from the published schemas. The differential test finds each of them, and no other. */
export interface Departure {
  readonly id: string
  readonly stricter: 'ours' | 'published'
  /** The published definitions that say otherwise, and in which revisions. */
  readonly definitions: string
  readonly reason: string
  /** One message on which the two differ: the revision, the sender, kind and method, and the params or result as JSON. */
  readonly example: readonly [revision: string, what: string, text: string]
}

/** Stricter where two parsers could read one message differently; looser where the published schemas are mistaken. */
export const DEPARTURES: readonly Departure[] = [
  {
    id: 'look-alike',
    stricter: 'ours',
    definitions: 'every object of the protocol, all revisions',
    reason:
      'Go ignores the case of keys and folds Unicode, others trim or cut at a NUL; the peer would read what was not checked (CVE-2026-27896)',
    example: [
      '2025-11-25',
      'server result tools/call',
      '{"content":[{"type":"text","text":"seen","Text":"meant"}]}',
    ],
  },
  {
    id: 'safe-integer',
    stricter: 'ours',
    definitions: 'RequestId, ProgressToken, Error.code and every other integer, all revisions',
    reason: 'beyond 2^53 - 1 parsers round differently, so that two ids could become one',
    example: [
      '2025-06-18',
      'client notification notifications/cancelled',
      '{"requestId":9007199254740993}',
    ],
  },
  {
    id: 'empty-name',
    stricter: 'ours',
    definitions: 'every name, uri, taskId, elicitationId and protocolVersion, all revisions',
    reason: 'what leaves out empty values (Go: omitempty) cannot tell empty from absent',
    example: ['2024-11-05', 'client request tools/call', '{"name":""}'],
  },
  {
    id: 'meta',
    stricter: 'ours',
    definitions:
      'the params of each method up to 2025-06-18; inner requests and answers in 2026-07-28',
    reason:
      '`_meta` is reserved in all params and results, and `progressToken` and `related-task` in it, but the definitions of single methods forget it',
    example: [
      '2025-06-18',
      'client request tools/call',
      '{"name":"x","_meta":{"progressToken":1.5}}',
    ],
  },
  {
    id: 'two-forms',
    stricter: 'ours',
    definitions:
      'TextResourceContents and BlobResourceContents, all revisions; the choices of a form since 2025-11-25; InputResponse in 2026-07-28',
    reason:
      'with the members of two forms in one object, which of them it is would be the choice of the reader',
    example: [
      '2025-03-26',
      'server result resources/read',
      '{"contents":[{"uri":"memo://one","text":"x","blob":"eA=="}]}',
    ],
  },
  {
    id: 'other-result',
    stricter: 'ours',
    definitions:
      'CallToolResult and CreateTaskResult since 2025-11-25; the results of 2026-07-28 that may demand input',
    reason: 'a result with the members of another kind of result could be read as either',
    example: [
      '2026-07-28',
      'server result tools/call',
      '{"resultType":"complete","content":[],"inputRequests":{}}',
    ],
  },
  {
    id: 'form-field',
    stricter: 'ours',
    definitions: 'PrimitiveSchemaDefinition since 2025-06-18',
    reason:
      'the published union lets a broken choice pass as a plain string field, which some clients then show as a choice',
    example: [
      '2025-11-25',
      'server request elicitation/create',
      '{"message":"which?","requestedSchema":{"type":"object","properties":{"a":{"type":"string","enum":[1]}}}}',
    ],
  },
  {
    id: 'empty-demand',
    stricter: 'ours',
    definitions: 'InputRequiredResult in 2026-07-28',
    reason: 'its description demands `inputRequests` or `requestState`, its schema neither',
    example: ['2026-07-28', 'server result prompts/get', '{"resultType":"input_required"}'],
  },
  {
    id: 'result-type',
    stricter: 'ours',
    definitions: 'Result.resultType in 2026-07-28',
    reason:
      'an unknown result type is invalid by the text of the revision; the schema allows any string',
    example: [
      '2026-07-28',
      'server result completion/complete',
      '{"resultType":"partial","completion":{"values":[]}}',
    ],
  },
  {
    id: 'task-request',
    stricter: 'ours',
    definitions: 'the requests of the tasks extension in 2026-07-28',
    reason:
      'every request carries version and capabilities in `_meta`; the schemas of the extension forget it',
    example: ['2026-07-28', 'client request tasks/get', '{"taskId":"t"}'],
  },
  {
    id: 'task-detail',
    stricter: 'ours',
    definitions: 'DetailedTask of the tasks extension in 2026-07-28',
    reason:
      '`inputRequests`, `result` and `error` are checked even where the status does not call for them, since a client may look for them first',
    example: [
      '2026-07-28',
      'server notification notifications/tasks',
      '{"taskId":"t","status":"working","createdAt":"","lastUpdatedAt":"","ttlMs":null,"inputRequests":[]}',
    ],
  },
  {
    id: 'task-filter',
    stricter: 'ours',
    definitions: 'SubscriptionFilter in 2026-07-28',
    reason: 'the tasks extension adds `taskIds`, of which the schema of the core knows nothing',
    example: [
      '2026-07-28',
      'client request subscriptions/listen',
      '{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}},"notifications":{"taskIds":[1]}}',
    ],
  },
  {
    id: 'extensions',
    stricter: 'ours',
    definitions: 'ClientCapabilities and ServerCapabilities in 2025-11-25',
    reason: '`extensions` was in use before 2026-07-28 defined it; it means the same',
    example: [
      '2025-11-25',
      'server result initialize',
      '{"protocolVersion":"2025-11-25","serverInfo":{"name":"s","version":"1"},"capabilities":{"extensions":[]}}',
    ],
  },
  {
    id: 'tool-schema',
    stricter: 'ours',
    definitions: 'Tool.inputSchema and Tool.outputSchema in 2026-07-28',
    reason:
      '`properties` and `required` have to be what JSON Schema says, as they had in earlier revisions',
    example: [
      '2026-07-28',
      'server result tools/list',
      '{"resultType":"complete","ttlMs":0,"cacheScope":"public","tools":[{"name":"x","inputSchema":{"type":"object","required":"a"}}]}',
    ],
  },
  {
    id: 'root-scheme',
    stricter: 'ours',
    definitions: 'Root.uri, all revisions',
    reason: 'must start with file:// by its description',
    example: [
      '2025-11-25',
      'client result roots/list',
      '{"roots":[{"uri":"https://example.com/"}]}',
    ],
  },
  {
    id: 'completion-count',
    stricter: 'ours',
    definitions: 'CompleteResult.completion.values up to 2025-11-25',
    reason: 'must not exceed 100 by its description',
    example: [
      '2024-11-05',
      'server result completion/complete',
      `{"completion":{"values":[${Array(101).fill('""').join()}]}}`,
    ],
  },
  {
    id: 'elicited-number',
    stricter: 'published',
    definitions: 'ElicitResult.content since 2025-06-18',
    reason:
      'says integer where the source of the schema says number, and a form may ask for a number',
    example: [
      '2025-06-18',
      'client result elicitation/create',
      '{"action":"accept","content":{"amount":1.5}}',
    ],
  },
  {
    id: 'json-value',
    stricter: 'published',
    definitions: 'JSONValue in 2026-07-28',
    reason: 'forgets fractions and null, which are JSON values',
    example: [
      '2026-07-28',
      'server result server/discover',
      '{"resultType":"complete","ttlMs":0,"cacheScope":"public","supportedVersions":["2026-07-28"],"capabilities":{"extensions":{"example.com/x":{"ratio":0.5,"limit":null}}}}',
    ],
  },
  {
    id: 'boolean-schema',
    stricter: 'published',
    definitions: 'Tool.inputSchema and Tool.outputSchema up to 2025-11-25',
    reason: '`true` and `false` are JSON Schemas, and servers that generate theirs write them',
    example: [
      '2025-11-25',
      'server result tools/list',
      '{"tools":[{"name":"x","inputSchema":{"type":"object","properties":{"any":true}}}]}',
    ],
  },
  {
    id: 'earlier-result',
    stricter: 'published',
    definitions: 'Result.resultType and CacheableResult in 2026-07-28',
    reason:
      'clients must take a result without `resultType` as a complete one of an earlier revision, by the description of the member',
    example: ['2026-07-28', 'server result tools/list', '{"tools":[]}'],
  },
  {
    id: 'read-without-cache',
    stricter: 'published',
    definitions: 'ReadResourceResult in 2026-07-28',
    reason:
      'demands `ttlMs` and `cacheScope`, which the published sample of ReadResourceResultResponse leaves out; without them nobody may keep it, which harms nobody',
    example: [
      '2026-07-28',
      'server result resources/read',
      '{"resultType":"complete","contents":[]}',
    ],
  },
  {
    id: 'absent-params',
    stricter: 'published',
    definitions: 'CancelledNotification in 2025-11-25',
    reason: 'all members of its params may be absent, so absent params say no less than empty ones',
    example: ['2025-11-25', 'client notification notifications/cancelled', ''],
  },
]
