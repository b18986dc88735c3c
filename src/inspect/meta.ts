import { isObject, member } from './json.ts'

/** Names under `_meta` (MCP 2026-07-28, basic, `_meta`). */
export const PROTOCOL_VERSION = 'io.modelcontextprotocol/protocolVersion'
export const CLIENT_CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities'
export const SERVER_INFO = 'io.modelcontextprotocol/serverInfo'
export const LOG_LEVEL = 'io.modelcontextprotocol/logLevel'
export const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId'

/** A member of `_meta` of these params; undefined when there is none. */
export function metaOf(params: unknown, name: string): unknown {
  // Nearly no message has any. What every object has besides its own is called otherwise.
  const meta = isObject(params) ? params['_meta'] : undefined
  return meta === undefined ? undefined : member(meta, name)
}
