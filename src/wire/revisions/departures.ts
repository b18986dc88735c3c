/** One way in which the tables here differ from the published schemas. The differential test finds each of them, and no other. */
export interface Departure {
  readonly id: string
  readonly stricter: 'ours' | 'published'
  /** The published definitions that say otherwise, and in which revisions. */
  readonly definitions: string
  readonly reason: string
}

/** Stricter where two parsers could read one message differently; looser where the published schemas are mistaken. */
export const DEPARTURES: readonly Departure[] = [
  {
    id: 'look-alike',
    stricter: 'ours',
    definitions: 'every object of the protocol, all revisions',
    reason:
      'Go ignores the case of keys and folds Unicode, others trim or cut at a NUL; the peer would read what was not checked (CVE-2026-27896)',
  },
  {
    id: 'safe-integer',
    stricter: 'ours',
    definitions: 'RequestId, ProgressToken, Error.code and every other integer, all revisions',
    reason: 'beyond 2^53 - 1 parsers round differently, so that two ids could become one',
  },
  {
    id: 'empty-name',
    stricter: 'ours',
    definitions: 'every name, uri, taskId, elicitationId and protocolVersion, all revisions',
    reason: 'what leaves out empty values (Go: omitempty) cannot tell empty from absent',
  },
  {
    id: 'meta',
    stricter: 'ours',
    definitions: 'the params of each method up to 2025-06-18; inner requests and answers in 2026-07-28',
    reason:
      '`_meta` is reserved in all params and results, and `progressToken` and `related-task` in it, but the definitions of single methods forget it',
  },
  {
    id: 'two-forms',
    stricter: 'ours',
    definitions:
      'TextResourceContents and BlobResourceContents, all revisions; the choices of a form since 2025-11-25; InputResponse in 2026-07-28',
    reason: 'with the members of two forms in one object, which of them it is would be the choice of the reader',
  },
  {
    id: 'other-result',
    stricter: 'ours',
    definitions: 'CallToolResult and CreateTaskResult since 2025-11-25; the results of 2026-07-28 that may demand input',
    reason: 'a result with the members of another kind of result could be read as either',
  },
  {
    id: 'form-field',
    stricter: 'ours',
    definitions: 'PrimitiveSchemaDefinition since 2025-06-18',
    reason:
      'the published union lets a broken choice pass as a plain string field, which some clients then show as a choice',
  },
  {
    id: 'empty-demand',
    stricter: 'ours',
    definitions: 'InputRequiredResult in 2026-07-28',
    reason: 'its description demands `inputRequests` or `requestState`, its schema neither',
  },
  {
    id: 'result-type',
    stricter: 'ours',
    definitions: 'Result.resultType in 2026-07-28',
    reason: 'an unknown result type is invalid by the text of the revision; the schema allows any string',
  },
  {
    id: 'task-request',
    stricter: 'ours',
    definitions: 'the requests of the tasks extension in 2026-07-28',
    reason: 'every request carries version and capabilities in `_meta`; the schemas of the extension forget it',
  },
  {
    id: 'extensions',
    stricter: 'ours',
    definitions: 'ClientCapabilities and ServerCapabilities in 2025-11-25',
    reason: '`extensions` was in use before 2026-07-28 defined it; it means the same',
  },
  {
    id: 'tool-schema',
    stricter: 'ours',
    definitions: 'Tool.inputSchema and Tool.outputSchema in 2026-07-28',
    reason: '`properties` and `required` have to be what JSON Schema says, as they had in earlier revisions',
  },
  {
    id: 'root-scheme',
    stricter: 'ours',
    definitions: 'Root.uri, all revisions',
    reason: 'must start with file:// by its description',
  },
  {
    id: 'completion-count',
    stricter: 'ours',
    definitions: 'CompleteResult.completion.values up to 2025-11-25',
    reason: 'must not exceed 100 by its description',
  },
  {
    id: 'elicited-number',
    stricter: 'published',
    definitions: 'ElicitResult.content since 2025-06-18',
    reason: 'says integer where the source of the schema says number, and a form may ask for a number',
  },
  {
    id: 'json-value',
    stricter: 'published',
    definitions: 'JSONValue in 2026-07-28',
    reason: 'forgets fractions and null, which are JSON values',
  },
  {
    id: 'boolean-schema',
    stricter: 'published',
    definitions: 'Tool.inputSchema and Tool.outputSchema up to 2025-11-25',
    reason: '`true` and `false` are JSON Schemas, and servers that generate theirs write them',
  },
  {
    id: 'earlier-result',
    stricter: 'published',
    definitions: 'Result.resultType and CacheableResult in 2026-07-28',
    reason:
      'clients must take a result without `resultType` as a complete one of an earlier revision, by the description of the member',
  },
  {
    id: 'absent-params',
    stricter: 'published',
    definitions: 'CancelledNotification in 2025-11-25',
    reason: 'all members of its params may be absent, so absent params say no less than empty ones',
  },
]
