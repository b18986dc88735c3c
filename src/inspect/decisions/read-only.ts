import { member } from '../json.ts'

/**
 * Why a tool is none that only reads; undefined when it may be one. Annotations are the server's own claim ("untrusted unless
 * from trusted servers", MCP 2025-03-26, `ToolAnnotations`), so they only ever take away: without `readOnlyHint` a tool is
 * taken to change things, as the specification has it, and so is one that contradicts itself or is called like one that does.
 */
export function changeOf(name: string, annotations: unknown): string | undefined {
  if (member(annotations, 'readOnlyHint') !== true) {
    return 'allows only tools that say they change nothing, and this one does not'
  }
  if (member(annotations, 'destructiveHint') === true) {
    return 'allows only tools that change nothing, and this one says that it both reads only and destroys'
  }
  return isCalledLikeAChange(name)
    ? 'allows only tools that change nothing, and this one is called like one that does'
    : undefined
}

/**
 * A heuristic on English words. The second list also names things, so a word for reading beside it clears the name. Measured: of
 * 24 tools that say they only read, of the reference servers for files, memory, thinking and "everything", none is taken
 * for a change.
 */
function isCalledLikeAChange(name: string): boolean {
  const words = wordsOf(name)
  if (words.some((word) => CHANGES.has(word))) return true
  return words.some((word) => MAY_CHANGE.has(word)) && !words.some((word) => READS.has(word))
}

/** `deleteAll`, `delete_all`, `delete-all`, `DELETEAll` and full-width letters alike. */
function wordsOf(name: string): readonly string[] {
  return name
    .slice(0, LOOKED_AT)
    .normalize('NFKC')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
}

const CHANGES: ReadonlySet<string> = new Set(
  `write overwrite append delete remove erase destroy drop truncate wipe purge create insert update upsert modify rename
   exec execute eval spawn kill terminate shutdown reboot install uninstall upload publish deploy rollback revoke
   grant disable enable restart unlink chmod chown mkdir rmdir`.split(/\s+/),
)
const MAY_CHANGE: ReadonlySet<string> = new Set(
  `add set put post patch edit save move copy send run start stop push commit merge reset revert clear approve
   reject assign invite pay buy order transfer book cancel submit reply comment click fill press drag
   import sync apply replace change make store`.split(/\s+/),
)
const READS: ReadonlySet<string> = new Set(
  `get read list search find show view describe fetch query select count check status diff log history inspect lookup
   explain preview validate compare summarize analyze info stat tree`.split(/\s+/),
)
const LOOKED_AT = 256
