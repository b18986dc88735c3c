import { escape } from '../../base/index.ts'
import type { ProfileContent } from '../../policy/index.ts'
import { firstBytes, isBase64 } from './base64.ts'
import { drawingFault, UNSURE } from './drawing.ts'
import type { Content } from './found.ts'
import { essence, isAllowedType, isAmbiguous, isApp, isDrawing } from './media-type.ts'
import { mayBe, mayBeText, SIGNATURE_BYTES } from './signature.ts'

/** Why a content may not pass, as a sentence; undefined when it may. */
export function contentFault(content: Content, policy: ProfileContent): string | undefined {
  const { type, data, uri } = content
  if (policy.apps === 'deny' && isApp(uri, type)) {
    return 'the server sent a page to be shown as an app, which `content.apps` in the profile denies'
  }
  const plain = essence(type)
  const shown = `\`${escape(plain, 80)}\``
  if (!isAllowedType(plain, policy.types)) {
    return `the server sent content of the type ${shown}, which \`content.types\` in the profile does not allow`
  }
  if (data !== undefined && !isBase64(data)) {
    return `the server sent content of the type ${shown} that is not base64`
  }
  if (isDrawing(type)) return faultOfDrawing(content, policy)
  if (isAsDeclared(content, plain)) return undefined
  return `the server sent content that does not begin as the type ${shown} does, which it is said to be`
}

function isAsDeclared({ kind, type, data, text = '' }: Content, plain: string): boolean {
  if (kind !== 'resource' && plain.startsWith('text/')) return false
  if (data === undefined) return mayBeText(plain, text)
  // Text in these may hold any byte.
  return WIDE.test(type) || mayBe(plain, firstBytes(data, SIGNATURE_BYTES))
}

function faultOfDrawing(
  { type, data, text = '' }: Content,
  { svg }: ProfileContent,
): string | undefined {
  if (svg === 'allow') return undefined
  if (svg === 'deny') {
    return 'the server sent an SVG drawing, which `content.svg` in the profile denies'
  }
  const drawing = data === undefined ? text : Buffer.from(data, 'base64').toString('utf8')
  const fault = isAmbiguous(type) ? UNSURE : drawingFault(drawing)
  if (fault === undefined) return undefined
  return `the server sent an SVG drawing that holds ${fault}, which \`content.svg\` in the profile does not allow`
}

const WIDE = /^text\/.*;\s*charset\s*=\s*"?utf-?(?:16|32)/i
