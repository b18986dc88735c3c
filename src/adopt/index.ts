/**
 * Taking secrets over from where they lie in plain text, and handing them on: the configuration files of MCP clients, `.env` files, age
 * files, and the search for secrets in any text. Nothing here prints a value: faults name a line, findings carry a masked form.
 */
export { type AgeKey, exportAge, importAge } from './age.ts'
export { clientConfigurations, projectConfigurations, serverKindOf } from './clients.ts'
export type { Description } from './description.ts'
export { readDotenv } from './dotenv.ts'
export { type Finding, type Fingerprint, findSecrets } from './find.ts'
export { type GatheredFile, gatherFiles, type NotRead } from './gather.ts'
export { type Imported, importFrom } from './import.ts'
export { readServers, type Server } from './servers.ts'
