import { withoutMember } from '../../wire/index.ts'
import { member } from '../json.ts'
import type { Rewrite } from '../rewrite.ts'

/**
 * What a client brings back from a question of ours is not for the server: the state and the input are cut out, and the request
 * goes on as it was at first. A state of the server's own stays.
 */
export const consent: Rewrite = ({ from, envelope, line, outline }, view) => {
  if (from !== 'client' || envelope.kind !== 'request') return undefined
  const state = member(outline.params, 'requestState')
  if (state === undefined || !view.approvals.isOurState(state)) return undefined
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.length)
  const stateless = withoutMember(bytes, ['params', 'requestState'])
  return { line: withoutMember(stateless, ['params', 'inputResponses']) }
}
