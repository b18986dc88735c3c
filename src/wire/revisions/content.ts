import { constant, keyed, list, type Members, oneOrList, record, ref, tagged } from './schema.ts'
import { ANY, BOOLEAN, FRACTION, INTEGER, META, NAME, OBJECT, ROLE, STRING } from './values.ts'

/** What tools, prompts, resources and samples are filled with, by the revision that brought it. */
const annotations: Members = { 'audience?': list(ROLE), 'priority?': FRACTION }

/** Base64 is not checked: the bytes are the receiver's, and nobody on the way reads them. */
const contents: Members = { uri: NAME, 'mimeType?': STRING }

const blocks = (more: Members) => {
  const block: Members = { 'annotations?': ref('Annotations'), ...more }
  const media: Members = { data: STRING, mimeType: STRING, ...block }
  return {
    TextContent: record({ type: constant('text'), text: STRING, ...block }),
    ImageContent: record({ type: constant('image'), ...media }),
    AudioContent: record({ type: constant('audio'), ...media }),
    EmbeddedResource: record({
      type: constant('resource'),
      resource: ref('ResourceContents'),
      ...block,
    }),
    /** With both `text` and `blob`, which one is the content would be the reader's choice. */
    ResourceContents: keyed({
      text: record({ text: STRING, ...contents, ...more }),
      blob: record({ blob: STRING, ...contents, ...more }),
    }),
  }
}

const kinds = (...names: readonly string[]) =>
  tagged(
    'type',
    names.map((name) => ref(name)),
  )

const { AudioContent, ...FIRST_BLOCKS } = blocks({})

export const CONTENT_2024_11_05 = {
  Annotations: record(annotations),
  ...FIRST_BLOCKS,
  ContentBlock: kinds('TextContent', 'ImageContent', 'EmbeddedResource'),
  SamplingContent: kinds('TextContent', 'ImageContent'),
}

export const CONTENT_2025_03_26 = {
  ...CONTENT_2024_11_05,
  AudioContent,
  ContentBlock: kinds('TextContent', 'ImageContent', 'AudioContent', 'EmbeddedResource'),
  SamplingContent: kinds('TextContent', 'ImageContent', 'AudioContent'),
}

const link: Members = {
  type: constant('resource_link'),
  name: NAME,
  'title?': STRING,
  uri: NAME,
  'description?': STRING,
  'mimeType?': STRING,
  'size?': INTEGER,
  'annotations?': ref('Annotations'),
  '_meta?': META,
}

export const CONTENT_2025_06_18 = {
  ...CONTENT_2025_03_26,
  Annotations: record({ ...annotations, 'lastModified?': STRING }),
  ...blocks({ '_meta?': META }),
  ResourceLink: record(link),
  ContentBlock: kinds(
    'TextContent',
    'ImageContent',
    'AudioContent',
    'ResourceLink',
    'EmbeddedResource',
  ),
}

const toolResult: Members = {
  type: constant('tool_result'),
  toolUseId: NAME,
  content: list(ref('ContentBlock')),
  'isError?': BOOLEAN,
  '_meta?': META,
}

export const CONTENT_2025_11_25 = {
  ...CONTENT_2025_06_18,
  Icon: record({
    src: NAME,
    'mimeType?': STRING,
    'sizes?': list(STRING),
    'theme?': { enum: ['light', 'dark'] },
  }),
  ResourceLink: record({ ...link, 'icons?': list(ref('Icon')) }),
  ToolUseContent: record({
    type: constant('tool_use'),
    id: NAME,
    name: NAME,
    input: OBJECT,
    '_meta?': META,
  }),
  ToolResultContent: record({ ...toolResult, 'structuredContent?': OBJECT }),
  SamplingContent: oneOrList(
    kinds('TextContent', 'ImageContent', 'AudioContent', 'ToolUseContent', 'ToolResultContent'),
  ),
}

export const CONTENT_2026_07_28 = {
  ...CONTENT_2025_11_25,
  /** Any JSON value since SEP-2106. */
  ToolResultContent: record({ ...toolResult, 'structuredContent?': ANY }),
}
