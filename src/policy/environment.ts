import { dictionary, type Field, list, refuse, text } from './fields.ts'
import type { Profile } from './profile.ts'
import { inheritFault, variableFault } from './reserved.ts'
import { hasSecret, secretFault, withoutSecrets } from './secrets.ts'

/**
 * The server's variables: those of the client that `inherit` names and that are set, then those that the profile writes,
 * with `${home}` replaced. The launcher's own (`PATH`, `HOME`, …) are not among them, nor are those with secrets (`secretVariables`).
 */
export function serverEnvironment(
  profile: Pick<Profile, 'env' | 'inherit'>,
  {
    home,
    client,
  }: { readonly home: string; readonly client: Readonly<Record<string, string | undefined>> },
): Readonly<Record<string, string>> {
  const inherited = profile.inherit.flatMap((name): [string, string][] => {
    const value = Object.hasOwn(client, name) ? client[name] : undefined
    return value === undefined ? [] : [[name, value]]
  })
  const written = Object.entries(profile.env).map(([name, value]): [string, string] => [
    name,
    value.replaceAll(HOME, () => home),
  ])
  return Object.fromEntries(
    [...inherited, ...written].filter(([name]) => !hasSecret(profile.env[name] ?? '')),
  )
}

/** One value of `env`. */
const valueField: Field<string> = (place) => {
  const { node } = place
  if (node.kind !== 'string') return refuse(place, 'must be a string')
  if (/[^\P{Cc}\t\n\r]|\p{Cs}/u.test(node.value))
    return refuse(place, 'must not hold control characters')
  if (node.value.length > MAX_VALUE) return refuse(place, 'is too long')
  const wrong = secretFault(node.value)
  if (wrong !== undefined) return refuse(place, wrong)
  if (withoutSecrets(node.value).replaceAll(HOME, '').includes('${'))
    return refuse(place, 'knows no variable but `${home}` and `${vault:NAME}`')
  return node.value
}

export const envField = dictionary(variableFault, valueField)
export const inheritField = list(text(inheritFault))

const HOME = '${home}'
/** A quarter of MAX_ARG_STRLEN, the kernel's bound on one string of an environment (execve(2)). */
const MAX_VALUE = 32 * 1024
