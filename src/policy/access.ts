import { list, object, text } from './fields.ts'
import { globFault } from './match-glob.ts'

/** Which things of one kind the client may use, by globs. What is denied is neither listed nor usable. */
export interface AccessRules {
  /** What none of these covers is denied. */
  readonly allow: readonly string[]
  /** Denied whatever the other lists say. */
  readonly deny: readonly string[]
  /** Needs a person's consent at each use. */
  readonly approve: readonly string[]
}

/** A glob for names of tools and prompts. */
const nameGlob = text(globFault)

/** A glob for addresses. */
const uriGlob = text((glob) =>
  glob === '*' ? 'covers no address, since `*` stops at `/`: write `**`' : globFault(glob),
)

export const nameLists = {
  allow: list(nameGlob),
  deny: list(nameGlob),
  approve: list(nameGlob),
}

/** The key `prompts`, also in a role. */
export const promptsField = object<Partial<AccessRules>>(nameLists)

/** The key `resources`, also in a role. */
export const resourcesField = object<Partial<AccessRules>>({
  allow: list(uriGlob),
  deny: list(uriGlob),
  approve: list(uriGlob),
})

/**
 * The rules of a chain of files, the nearest first. `deny` and `approve` add up, so that what a base denies stays denied;
 * `allow` is the nearest one, so that a file never allows more than it says itself.
 */
export function mergeAccess(
  chain: readonly (Partial<AccessRules> | undefined)[],
  everything: '*' | '**',
): AccessRules {
  return {
    allow: chain.find((each) => each?.allow !== undefined)?.allow ?? [everything],
    deny: together(chain.map((each) => each?.deny)),
    approve: together(chain.map((each) => each?.approve)),
  }
}

/** Whether the rules let everything through, so that nothing need be asked. */
export function isOpen({ allow, deny, approve }: AccessRules, everything: '*' | '**'): boolean {
  return allow.includes(everything) && deny.length === 0 && approve.length === 0
}

/** The farthest file first, each entry once. */
function together(lists: readonly (readonly string[] | undefined)[]): readonly string[] {
  return [...new Set(lists.toReversed().flatMap((each) => each ?? []))]
}
