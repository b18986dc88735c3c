import { choice, list, type Members, record, ref } from './schema.ts'
import { FRACTION, INTEGER, META, NUMBER, OBJECT, ROLE, STRING, STRINGS } from './values.ts'

/** The server's use of the client's model. */
const message: Members = { role: ROLE, content: ref('SamplingContent') }
const answer: Members = { ...message, model: STRING, 'stopReason?': STRING, '_meta?': META }

const request: Members = {
  messages: list(ref('SamplingMessage')),
  maxTokens: INTEGER,
  'modelPreferences?': record({
    'hints?': list(record({ 'name?': STRING })),
    'costPriority?': FRACTION,
    'speedPriority?': FRACTION,
    'intelligencePriority?': FRACTION,
  }),
  'systemPrompt?': STRING,
  'includeContext?': choice('none', 'thisServer', 'allServers'),
  'temperature?': NUMBER,
  'stopSequences?': STRINGS,
  'metadata?': OBJECT,
}

export const SAMPLING_REQUEST_2024_11_05: Members = request

export const SAMPLING_2024_11_05 = {
  SamplingMessage: record(message),
  CreateMessageResult: record(answer),
}

export const SAMPLING_REQUEST_2025_11_25: Members = {
  ...request,
  'tools?': list(ref('Tool')),
  'toolChoice?': record({ 'mode?': choice('auto', 'required', 'none') }),
}

export const SAMPLING_2025_11_25 = {
  SamplingMessage: record({ ...message, '_meta?': META }),
  CreateMessageResult: record(answer),
}
