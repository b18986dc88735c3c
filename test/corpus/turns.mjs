/**
 * What one side says in a case, as lines. A turn is one of
 *
 *   { call: [method, params] }   the client asks
 *   { tell: [method, params] }   the client notifies
 *   { client: line }             the client writes this
 *   { answer: result }           the server answers what was asked last
 *   { fail: error }              the server answers that with an error
 *   { ask: [method, params] }    the server asks
 *   { say: [method, params] }    the server notifies
 *   { server: line }             the server writes this
 *
 * A line is a string or bytes; `@home` in any turn stands for the home directory; `times` repeats a turn, each request under an id of its own.
 */
export class Talk {
  #revision
  #offers
  #home
  #asked
  #next = 1

  constructor({ revision, offers = {} }, home) {
    this.#revision = revision
    this.#offers = offers
    this.#home = home
  }

  /** The handshake as every client and server do it; nothing where the revision has none. */
  handshake() {
    if (this.#isModern) return []
    const protocolVersion = this.#revision
    const clientInfo = { name: 'corpus', version: '1' }
    return [
      { call: ['initialize', { protocolVersion, capabilities: this.#offers, clientInfo }] },
      {
        answer: {
          protocolVersion,
          capabilities: SERVER_CAPABILITIES,
          serverInfo: { name: 'player', version: '1' },
        },
      },
      { tell: ['notifications/initialized'] },
    ]
  }

  /** `{ from, lines }` of a turn. */
  linesOf(turn) {
    const from = FROM_CLIENT.some((key) => key in turn) ? 'client' : 'server'
    const lines = Array.from({ length: turn.times ?? 1 }, () => this.#line(turn))
    return { from, lines: lines.map((line) => this.#bytes(line)) }
  }

  #bytes(written) {
    return Buffer.from(
      typeof written === 'string' ? written.replaceAll('@home', this.#home) : written,
    )
  }

  #line(turn) {
    if ('client' in turn) return this.#raw(turn.client)
    if ('server' in turn) return this.#raw(turn.server)
    if ('call' in turn) {
      const [method, params] = turn.call
      this.#asked = { id: this.#next, method }
      this.#next += 1
      return line({ id: this.#asked.id, method, params: this.#withMeta(params) })
    }
    if ('tell' in turn) return line({ method: turn.tell[0], params: turn.tell[1] })
    if ('say' in turn) return line({ method: turn.say[0], params: turn.say[1] })
    if ('ask' in turn) {
      const [method, params] = turn.ask
      this.#asked = { id: `s${this.#next}`, method }
      this.#next += 1
      return line({ id: this.#asked.id, method, params })
    }
    if ('fail' in turn) return line({ id: this.#asked.id, error: turn.fail })
    return line({ id: this.#asked.id, result: this.#typed(turn.answer) })
  }

  /** In a line that is given as text, `$ID` is the id of what was asked last. */
  #raw(written) {
    return typeof written === 'string'
      ? written.replaceAll('$ID', JSON.stringify(this.#asked?.id))
      : written
  }

  #withMeta(params) {
    if (!this.#isModern) return params
    return {
      ...params,
      _meta: {
        'io.modelcontextprotocol/protocolVersion': this.#revision,
        'io.modelcontextprotocol/clientInfo': { name: 'corpus', version: '1' },
        'io.modelcontextprotocol/clientCapabilities': this.#offers,
        ...params?._meta,
      },
    }
  }

  #typed(result) {
    if (!this.#isModern) return result
    const caching = CACHED.test(this.#asked.method) ? { ttlMs: 0, cacheScope: 'private' } : {}
    return { resultType: 'complete', ...caching, ...result }
  }

  get #isModern() {
    return this.#revision === '2026-07-28'
  }
}

function line(message) {
  return JSON.stringify({ jsonrpc: '2.0', ...message })
}

const FROM_CLIENT = ['call', 'tell', 'client']
const CACHED = /\/list$|^resources\/(?:read|templates\/list)$|^server\/discover$/
const SERVER_CAPABILITIES = {
  tools: { listChanged: true },
  prompts: { listChanged: true },
  resources: { listChanged: true, subscribe: true },
  logging: {},
}
