// Short forms for the turns of cases (see turns.mjs).

/** The result of a tool. */
export const returns = (...content) => onCall('tools/call', { name: 'work' }, { content })

/** The result of a tool that says only this. */
export const says = (text) => returns({ type: 'text', text })

/** An answer to a request of the client. */
export const onCall = (method, params, result) => ({
  before: [{ call: [method, params] }],
  does: { answer: result },
})

/** A list of tools. */
export const lists = (...tools) => onCall('tools/list', undefined, { tools })

/** A call of a tool that was not listed. */
export const calls = (name, args) => ({ does: { call: ['tools/call', { name, arguments: args }] } })

/** A call of a tool that was listed before with this schema. */
export const callsListed = (inputSchema, args) => ({
  before: [{ call: ['tools/list'] }, { answer: { tools: [{ name: 'work', inputSchema }] } }],
  does: { call: ['tools/call', { name: 'work', arguments: args }] },
})

/** A tool of a list. */
export const tool = (name, description, properties = {}) => ({
  name,
  description,
  inputSchema: { type: 'object', properties },
})
