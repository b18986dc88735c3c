import type { Complaint } from './sdk.ts'
import type { Judgement } from './subject.ts'

/** One way in which ours and the schemas of the SDK differ. */
export interface SdkClass {
  readonly id: string
  readonly stricter: 'ours' | 'sdk'
  readonly reason: string
  readonly example: readonly [revision: string, what: string, text: string]
  /** Where, and what is said by the one that refuses; nothing for the two that come of the revision. */
  readonly path?: RegExp
  readonly text?: RegExp
}

/**
 * The classes of a difference, undefined for what is unexplained; none when there is no difference. `latest` is what ours
 * says by 2025-11-25, the one revision that the SDK's schemas are of.
 */
export function explainSdk(
  ours: Judgement,
  latest: Judgement,
  complaints: readonly Complaint[],
): readonly (string | undefined)[] {
  const accepts = complaints.length === 0
  if ((ours === undefined) === accepts) return []
  if ((latest === undefined) === accepts) return [accepts ? 'newer-forms' : 'newer-members']
  if (ours === undefined) return complaints.map(({ path, text }) => classOf('sdk', path, text))
  const own = classOf('ours', ours.path, ours.expected)
  if (own !== undefined || latest === undefined) return [own]
  // Newer than the revision, and something else besides.
  return ['newer-forms', classOf('ours', latest.path, latest.expected)]
}

function classOf(stricter: 'ours' | 'sdk', path: string, text: string): string | undefined {
  return SDK_CLASSES.find(
    (each) =>
      each.stricter === stricter &&
      each.path?.test(path) === true &&
      each.text?.test(text) === true,
  )?.id
}

export const SDK_CLASSES: readonly SdkClass[] = [
  {
    id: 'newer-forms',
    stricter: 'ours',
    reason:
      'the SDK reads every revision by its schemas of 2025-11-25, which allow what came later',
    example: [
      '2024-11-05',
      'server result tools/call',
      '{"content":[{"type":"audio","data":"","mimeType":"audio/wav"}]}',
    ],
  },
  {
    id: 'newer-members',
    stricter: 'sdk',
    reason:
      'the SDK reads every revision by its schemas of 2025-11-25; what is a member there means nothing in an earlier revision',
    example: [
      '2024-11-05',
      'server result tools/list',
      '{"tools":[{"name":"x","title":1,"inputSchema":{"type":"object"}}]}',
    ],
  },
  {
    id: 'scan',
    stricter: 'ours',
    reason:
      'keys that are there twice or only look alike are gone or mean nothing once `JSON.parse` has run',
    example: ['2025-11-25', 'client request tools/call', '{"name":"a","name":"b"}'],
    path: /^line$/,
    text: /^(duplicate-key|look-alike-key|surrogate-key)$/,
  },
  {
    id: 'look-alike',
    stricter: 'ours',
    reason: 'the SDK drops keys that it does not know; peers in Go read them',
    example: [
      '2025-11-25',
      'server result prompts/get',
      '{"messages":[{"role":"user","Role":"assistant","content":{"type":"text","text":""}}]}',
    ],
    path: /./,
    text: /could be mistaken/,
  },
  {
    id: 'empty-name',
    stricter: 'ours',
    reason: 'what leaves out empty values cannot tell empty from absent',
    example: ['2025-11-25', 'client request resources/read', '{"uri":""}'],
    path: /./,
    text: /^must not be empty$/,
  },
  {
    id: 'safe-integer',
    stricter: 'ours',
    reason: 'sizes and times are `number` in the SDK, integers in the specification',
    example: ['2025-11-25', 'client request tools/call', '{"name":"x","task":{"ttl":1.5}}'],
    path: /\.(size|ttl|pollInterval|minLength|maxLength|minItems|maxItems)$/,
    text: /integer|9007199254740991|^must be an integer/,
  },
  {
    id: 'no-content',
    stricter: 'ours',
    reason: 'the SDK fills in an empty list where the specification demands `content`',
    example: ['2025-11-25', 'server result tools/call', '{}'],
    path: /^(result|params\.messages.*\.content.*)$/,
    text: /^must have `content`$/,
  },
  {
    id: 'null-content',
    stricter: 'ours',
    reason: 'the SDK takes null for absent in an elicitation result, the specification does not',
    example: [
      '2025-11-25',
      'client result elicitation/create',
      '{"action":"cancel","content":null}',
    ],
    path: /^result\.content$/,
    text: /^must be an object$/,
  },
  {
    id: 'any-object',
    stricter: 'ours',
    reason: 'the SDK takes arrays for objects here',
    example: [
      '2025-11-25',
      'client request initialize',
      '{"protocolVersion":"2025-11-25","clientInfo":{"name":"c","version":""},"capabilities":{"experimental":{"x":[]}}}',
    ],
    path: /capabilities\.|metadata$|Schema\.properties\W+\w+\W*$|Schema\.properties\.\*$/,
    text: /^must be an object/,
  },
  {
    id: 'unread',
    stricter: 'ours',
    reason:
      'the SDK knows neither the `$schema` of a schema nor the `title` of an argument or a reference',
    example: [
      '2025-11-25',
      'server result tools/list',
      '{"tools":[{"name":"x","inputSchema":{"type":"object","$schema":1}}]}',
    ],
    path: /(Schema\.\$schema|arguments\[\d+\]\.title|ref\.title)$/,
    text: /^must be a string$/,
  },
  {
    id: 'notification-token',
    stricter: 'sdk',
    reason:
      'a notification has no progress, so `progressToken` in its `_meta` means nothing; the SDK reads it all the same',
    example: [
      '2025-11-25',
      'server notification notifications/tools/list_changed',
      '{"_meta":{"progressToken":{}}}',
    ],
    path: /^(params\.)?_meta\.progressToken/,
    text: /./,
  },
  {
    id: 'two-forms',
    stricter: 'ours',
    reason:
      'with the members of two forms in one object, which of them it is would be the choice of the reader',
    example: [
      '2025-11-25',
      'server result resources/read',
      '{"contents":[{"uri":"memo://one","text":"","blob":""}]}',
    ],
    path: /./,
    text: /^must have (exactly|only) one of/,
  },
  {
    id: 'other-result',
    stricter: 'ours',
    reason: 'a result with the members of a task could be read as either',
    example: ['2025-11-25', 'server result tools/call', '{"content":[],"task":{}}'],
    path: /^result\.\w+$/,
    text: /^must not be here/,
  },
  {
    id: 'form-field',
    stricter: 'ours',
    reason: 'the union in the SDK lets a broken choice pass as a plain string field',
    example: [
      '2025-11-25',
      'server request elicitation/create',
      '{"message":"","requestedSchema":{"type":"object","properties":{"a":{"type":"string","enum":1}}}}',
    ],
    path: /requestedSchema\.properties(\.|\[)[^.[]+[.[]/,
    text: /./,
  },
  {
    id: 'error-data',
    stricter: 'ours',
    reason:
      'the SDK looks into the data of -32042 only after its schemas, and takes what is missing for an empty list',
    example: ['2025-11-25', 'server error tools/call', '{"code":-32042,"message":""}'],
    path: /^error\b/,
    text: /./,
  },
  {
    id: 'empty-result',
    stricter: 'sdk',
    reason: 'the SDK allows no members in the result of ping and the like, the specification any',
    example: ['2025-11-25', 'server result ping', '{"x":1}'],
    path: /^$/,
    text: /^Unrecognized key/,
  },
  {
    id: 'boolean-schema',
    stricter: 'sdk',
    reason:
      '`true` and `false` are JSON Schemas, which the SDK forgets as the published schemas do',
    example: [
      '2025-11-25',
      'server result tools/list',
      '{"tools":[{"name":"x","inputSchema":{"type":"object","properties":{"a":true}}}]}',
    ],
    path: /Schema\.properties\.[^.]+$/,
    text: /^Invalid input$/,
  },
  {
    id: 'absent-params',
    stricter: 'sdk',
    reason: 'all members of the params may be absent, so absent params say no less than empty ones',
    example: ['2025-11-25', 'client notification notifications/cancelled', ''],
    path: /^params$/,
    text: /received undefined$/,
  },
  {
    id: 'base64',
    stricter: 'sdk',
    reason:
      'the SDK decodes; here nobody reads the bytes, and checking megabytes costs more than the rest of the message',
    example: [
      '2025-11-25',
      'server result tools/call',
      '{"content":[{"type":"image","data":"%","mimeType":"image/png"}]}',
    ],
    path: /\.(data|blob)$/,
    text: /^Invalid Base64/,
  },
  {
    id: 'timestamp',
    stricter: 'sdk',
    reason: 'the SDK wants ISO 8601, the specification says it should be',
    example: [
      '2025-11-25',
      'server result resources/list',
      '{"resources":[{"uri":"memo://one","name":"x","annotations":{"lastModified":"today"}}]}',
    ],
    path: /\.lastModified$/,
    text: /^Invalid ISO datetime/,
  },
  {
    id: 'url',
    stricter: 'sdk',
    reason: 'whether an address may be opened is decided by its own rule, not by the grammar',
    example: [
      '2025-11-25',
      'server request elicitation/create',
      '{"mode":"url","message":"","elicitationId":"e","url":"x"}',
    ],
    path: /^params\.url$/,
    text: /^Invalid URL$/,
  },
]
