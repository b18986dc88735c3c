/**
 * What runs in the page. It sends bytes in the form of `readPageAnswer`, asks security keys (WebAuthn Level 3, 10.1.4), and puts up the
 * next try when the answer was wrong. A text of its own, since the page may load nothing.
 */
export const PAGE_SCRIPT = String.raw`
(() => {
  'use strict'
  const KINDS = { secret: 1, yes: 2, no: 3, cancelled: 4, 'no-prf': 5 }
  const at = (id) => document.getElementById(id)
  const task = JSON.parse(document.querySelector('main').dataset.task)
  let path = location.pathname

  const bytesOf = (text) =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
  const textOf = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

  function over(message) {
    at('form').remove()
    at('error').textContent = ''
    at('over').textContent = message
  }

  async function send(kind, credential = '', output = new Uint8Array(0)) {
    const field = at('value')
    const value = new TextEncoder().encode(kind === 'secret' && field ? field.value : '')
    if (field) field.value = ''
    const name = new TextEncoder().encode(credential)
    const head = [KINDS[kind]]
    if (kind === 'secret')
      head.push(name.length >> 8, name.length & 255, ...name, output.length, ...output)
    const body = new Uint8Array(head.length + value.length)
    body.set(head)
    body.set(value, head.length)
    busy(true)
    try {
      const headers = { 'content-type': 'application/octet-stream' }
      const reply = await fetch(path, { method: 'POST', headers, body })
      if (!reply.ok) throw new Error()
      const next = await reply.json()
      if (next.over !== undefined) return over(next.over)
      path = next.again
      at('error').textContent = next.error
      busy(false)
    } catch {
      over('This request is over. You can close this page.')
    } finally {
      body.fill(0)
      value.fill(0)
      output.fill(0)
    }
  }

  function busy(isBusy) {
    for (const element of at('form').elements) element.disabled = isBusy
    if (!isBusy) at('value')?.focus()
  }

  const common = () => ({
    challenge: crypto.getRandomValues(new Uint8Array(32)),
    timeout: task.timeoutMs,
  })

  function get(keys) {
    return navigator.credentials.get({
      publicKey: {
        ...common(),
        rpId: 'localhost',
        userVerification: 'required',
        allowCredentials: keys.map((key) => ({ type: 'public-key', id: bytesOf(key.credential) })),
        extensions: {
          prf: {
            evalByCredential: Object.fromEntries(
              keys.map((key) => [key.credential, { first: bytesOf(key.prfSalt) }]),
            ),
          },
        },
      },
    })
  }

  function create({ account, exclude }, salt) {
    return navigator.credentials.create({
      publicKey: {
        ...common(),
        rp: { id: 'localhost', name: 'mcp-airlock' },
        user: { id: crypto.getRandomValues(new Uint8Array(16)), name: account, displayName: account },
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { userVerification: 'required', residentKey: 'discouraged' },
        attestation: 'none',
        excludeCredentials: exclude.map((id) => ({ type: 'public-key', id: bytesOf(id) })),
        extensions: { prf: { eval: { first: bytesOf(salt) } } },
      },
    })
  }

  const outputOf = (credential) => credential.getClientExtensionResults().prf?.results?.first

  async function askKey() {
    let credential
    let output
    at('error').textContent = ''
    try {
      if (task.enrol) {
        credential = await create(task.enrol, task.enrol.prfSalt)
        output = outputOf(credential)
        if (!output && !credential.getClientExtensionResults().prf?.enabled) return send('no-prf')
        // Not every authenticator evaluates while it creates.
        const made = { credential: textOf(credential.rawId), prfSalt: task.enrol.prfSalt }
        if (!output) output = outputOf(await get([made]))
      } else {
        credential = await get(task.prf)
        output = outputOf(credential)
      }
    } catch (error) {
      at('error').textContent = 'The security key did not answer (' + error.name + ').'
      return
    }
    if (!output) at('error').textContent = 'The security key gave no secret.'
    else await send('secret', textOf(credential.rawId), new Uint8Array(output))
  }

  at('form').addEventListener('submit', (event) => {
    event.preventDefault()
    void send(task.isConfirm ? 'yes' : 'secret')
  })
  at('key')?.addEventListener('click', () => void askKey())
  at('refuse')?.addEventListener('click', () => void send('no'))
  at('cancel').addEventListener('click', () => void send('cancelled'))
  at('value')?.focus()
})()
`
