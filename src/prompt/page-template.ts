import { PAGE_SCRIPT } from './page-script.ts'

/** What a page shows; nothing of it need be escaped. */
export interface PageText {
  readonly title: string
  readonly lines: readonly string[]
  readonly matchCode: string | undefined
  readonly error: string
  /** The form's kind, which decides what stands in it. */
  readonly form: 'passphrase' | 'pin' | 'confirm' | 'enrol'
  readonly hasKey: boolean
  /** For the script; any JSON value. */
  readonly task: unknown
}

/** The whole page. Its one script and one style are named by the nonce; nothing else may run or load (see `pageHeaders`). */
export function pageHtml(text: PageText, nonce: string): string {
  const { title, lines, matchCode, error, task } = text
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>mcp-airlock: ${html(title)}</title>
<style nonce="${nonce}">${STYLE}</style>
<main data-task="${html(JSON.stringify(task))}">
<h1>${html(title)}</h1>
${lines.map((line) => `<p>${html(line)}</p>`).join('\n')}
${matchCode === undefined ? '' : `<p>Go on only if you were shown the same code: <output id="code">${html(matchCode)}</output></p>`}
<p id="error" role="alert">${html(error)}</p>
<form id="form" autocomplete="off">${fields(text)}
<button type="button" id="cancel">Cancel</button>
</form>
<p id="over" role="status"></p>
</main>
<script nonce="${nonce}">${PAGE_SCRIPT}</script>
</html>
`
}

/**
 * The headers of every reply. The page may load nothing, send only to where it came from, stand in no frame, and is kept nowhere (CSP Level 3;
 * Fetch Metadata; HTML, cross-origin opener policies).
 */
export function pageHeaders(nonce: string): Readonly<Record<string, string>> {
  return {
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src 'nonce-${nonce}'`,
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'publickey-credentials-get=(self), publickey-credentials-create=(self)',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  }
}

function fields({ form, hasKey }: PageText): string {
  if (form === 'enrol') return key('Add a security key')
  if (form === 'confirm')
    return `${hasKey ? key('Allow with the security key') : '<button>Allow</button>'}
<button type="button" id="refuse">Refuse</button>`
  const label = form === 'pin' ? 'PIN' : 'Passphrase'
  return `<label>${label} <input id="value" type="password" autocomplete="off"></label>
<button>Unlock</button>
${hasKey ? key('Unlock with passphrase and security key') : ''}`
}

function key(label: string): string {
  return `<button type="button" id="key">${label}</button>`
}

/** For text and for attributes in double quotes (HTML, 13.1.2). */
function html(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)
}

const STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 3rem auto; padding: 0 1rem }
p { overflow-wrap: anywhere; white-space: pre-wrap }
input { font: inherit; width: 100%; box-sizing: border-box; margin: .25rem 0 1rem }
button { font: inherit; margin: 0 .5rem .5rem 0 }
#code { font: bold 1.5rem monospace; letter-spacing: .2em }
#error { color: #b00020; font-weight: bold }
`
