import { list, object, oneOf, text } from './fields.ts'
import type { ProfileCapabilities } from './profile.ts'

/** The key `capabilities`. */
export const capabilitiesField = object<Partial<ProfileCapabilities>>({
  sampling: oneOf('allow', 'deny'),
  elicitation: oneOf('allow', 'deny'),
  roots: oneOf('allow', 'deny'),
})

/** The key `methods`. Methods of the protocol may be named as well, where a revision lacks them. */
export const methodsField = list(
  text((value) => (METHOD.test(value) && value.length <= MAX_METHOD ? undefined : NO_METHOD)),
)

/** What holds when no file of the chain says otherwise: the client's own offer decides. */
export const DEFAULT_CAPABILITIES: ProfileCapabilities = {
  sampling: 'allow',
  elicitation: 'allow',
  roots: 'allow',
}

/**
 * Visible ASCII with a `/` inside, as the methods of the protocol and its extensions are written; without one are only
 * `initialize`, `ping` and the names that JSON-RPC 2.0, section 4, keeps for itself (`rpc.…`).
 */
const METHOD = /^[!-.0-~]+(?:\/[!-.0-~]+)+$/
/** Several times the longest method of the protocol, and short enough for one line of an explanation. */
const MAX_METHOD = 128
const NO_METHOD = `must be a method such as "vendor/name", at most ${MAX_METHOD} visible ASCII characters`
