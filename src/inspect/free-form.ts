/** Members that servers, tools and extensions fill as they like: what is called `uri` or `id` in them means nothing here. */
export const FREE_FORM: ReadonlySet<string> = new Set([
  'structuredContent',
  'inputSchema',
  'outputSchema',
  'requestedSchema',
  'arguments',
  'input',
  'data',
  '_meta',
])
