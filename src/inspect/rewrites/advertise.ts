import { withoutMember } from '../../wire/index.ts'
import { INITIALIZE } from '../era.ts'
import { member } from '../json.ts'
import { CLIENT_CAPABILITIES, metaOf } from '../meta.ts'
import type { Capability } from '../policy.ts'
import type { Rewrite } from '../rewrite.ts'

/**
 * The server does not learn of capabilities that the profile denies. They are cut out of the line; every other byte stays.
 */
export const advertise: Rewrite = ({ from, envelope, era, line, outline }, { policy }) => {
  if (from !== 'client' || envelope.kind !== 'request' || policy.denied.size === 0) return undefined
  const isHandshake = envelope.method === INITIALIZE
  if (!isHandshake && era.kind !== 'modern' && era.kind !== 'probe') return undefined
  const capabilities = isHandshake
    ? member(outline.params, 'capabilities')
    : metaOf(outline.params, CLIENT_CAPABILITIES)
  const home = isHandshake ? IN_HANDSHAKE : IN_META
  let bytes = Buffer.from(line.buffer, line.byteOffset, line.length)
  for (const denied of policy.denied) {
    if (member(capabilities, denied) !== undefined) bytes = withoutMember(bytes, [...home, denied])
    const [group, name] = AS_TASK[denied]
    const requests = member(member(capabilities, 'tasks'), 'requests')
    if (member(member(requests, group), name) !== undefined) {
      bytes = withoutMember(bytes, [...home, 'tasks', 'requests', group])
    }
  }
  if (bytes.length === line.length) return undefined
  return { line: bytes }
}

const IN_HANDSHAKE = ['params', 'capabilities']
const IN_META = ['params', '_meta', CLIENT_CAPABILITIES]

/** Where 2025-11-25 says that a request for the capability may become a task. */
const AS_TASK: Readonly<Record<Capability, readonly [group: string, name: string]>> = {
  sampling: ['sampling', 'createMessage'],
  elicitation: ['elicitation', 'create'],
  roots: ['roots', 'list'],
}
