import { list, object, oneOf, text } from './fields.ts'

/** What becomes of characters that hide, mislead or steer a terminal: made visible, only reported, or neither. */
export type TextMode = 'strict' | 'report' | 'off'

/** What becomes of descriptions of tools that look like instructions to a model. */
export type LintMode = 'off' | 'report' | 'withhold'

/** Which contents may come from the server. */
export interface ProfileContent {
  /** Globs for media types in lower case; `*` stops at `/`. */
  readonly types: readonly string[]
  /** MCP Apps: resources of the scheme `ui` that a client shows as a page. */
  readonly apps: 'allow' | 'deny'
  /** Drawings of the type `image/svg+xml`: only those that do no more than draw, all, or none. */
  readonly svg: SvgMode
}

export type SvgMode = 'plain' | 'allow' | 'deny'

export const textField = oneOf<TextMode>('strict', 'report', 'off')
export const lintField = oneOf<LintMode>('off', 'report', 'withhold')

/** The key `content`. */
export const contentField = object<Partial<ProfileContent>>({
  types: list(text(typeFault)),
  apps: oneOf('allow', 'deny'),
  svg: oneOf('plain', 'allow', 'deny'),
})

export const DEFAULT_TEXT: TextMode = 'strict'
export const DEFAULT_LINT: LintMode = 'report'

/** What servers send to be read, seen or heard, and plain data; no programs and no scripts by name. */
export const DEFAULT_CONTENT: ProfileContent = {
  types: [
    'text/*',
    'image/*',
    'audio/*',
    'video/*',
    'application/json',
    'application/*+json',
    'application/xml',
    'application/*+xml',
    'application/yaml',
    'application/toml',
    'application/pdf',
    'application/zip',
    'application/gzip',
    'application/octet-stream',
  ],
  apps: 'deny',
  svg: 'plain',
}

/** Names of RFC 6838, section 4.2, with `*` among their characters. */
function typeFault(glob: string): string | undefined {
  return TYPE.test(glob) ? undefined : 'must be a media type in lower case such as "image/*"'
}

const TYPE = /^[a-z0-9*][a-z0-9!#$&^_.+*-]{0,126}\/[a-z0-9*][a-z0-9!#$&^_.+*-]{0,126}$/
