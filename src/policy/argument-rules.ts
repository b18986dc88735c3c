import { expanded } from './paths.ts'

/** What one argument of a tool must be. Every rule that covers an argument must hold. */
export type ArgumentRule =
  /** A path inside one of these, written as in `filesystem.read`, also after symbolic links. */
  | { readonly kind: 'path'; readonly within: readonly string[] }
  /** Nothing that a program would take for an option. */
  | { readonly kind: 'no-flag' }
  /** Nothing that a shell would act on. */
  | { readonly kind: 'no-shell' }
  /** One statement of one of these classes. */
  | { readonly kind: 'sql'; readonly allow: readonly SqlClass[] }
  /** An address of one of these schemes, at one of these hosts: `example.com`, `*.example.com`, `example.com:8443`. */
  | { readonly kind: 'url'; readonly schemes: readonly string[]; readonly hosts: readonly string[] }
  /** One of these. */
  | { readonly kind: 'enum'; readonly values: readonly (string | number | boolean)[] }
  /** A text of at most so many UTF-16 units. */
  | { readonly kind: 'maxLength'; readonly most: number }
  /** No text in which the pattern is found. */
  | { readonly kind: 'deny-pattern'; readonly pattern: string }

/** What a statement does. `ddl` is create, alter, drop and truncate together; `other` whatever has no name here. */
export type SqlClass = (typeof SQL_CLASSES)[number]

/** Rules by globs for tools, then by globs for dotted names of arguments, such as `options.path`. */
export type ArgumentRules = Readonly<
  Record<string, Readonly<Record<string, readonly ArgumentRule[]>>>
>

/** The words of a rule `sql`. */
export const SQL_CLASSES = [
  'select',
  'explain',
  'show',
  'describe',
  'pragma',
  'insert',
  'update',
  'delete',
  'merge',
  'create',
  'alter',
  'drop',
  'truncate',
  'call',
  'set',
  'grant',
  'transaction',
  'ddl',
  'other',
] as const

/** The rules of a chain of files, the nearest first: they add up, since each can only narrow. */
export function mergeArguments(chain: readonly (ArgumentRules | undefined)[]): ArgumentRules {
  const merged = new Map<string, Map<string, readonly ArgumentRule[]>>()
  for (const layer of chain.toReversed()) {
    for (const [tool, byArgument] of Object.entries(layer ?? {})) {
      const known = merged.get(tool) ?? new Map<string, readonly ArgumentRule[]>()
      for (const [argument, rules] of Object.entries(byArgument)) {
        known.set(argument, [...(known.get(argument) ?? []), ...rules])
      }
      merged.set(tool, known)
    }
  }
  return Object.fromEntries([...merged].map(([tool, known]) => [tool, Object.fromEntries(known)]))
}

/** The rules with the places in them absolute, as `expandPaths` makes them. */
export function absoluteRules<T extends { readonly rule: ArgumentRule }>(
  rules: readonly T[],
  names: { readonly home: string; readonly variable: readonly string[] },
): readonly T[] {
  return rules.map((attached) => {
    const { rule } = attached
    if (rule.kind !== 'path') return attached
    return { ...attached, rule: { ...rule, within: expanded(rule.within, names) } }
  })
}
