import { mergeProfile, parseProfile, type Role, resolveRole } from '../../../src/policy/index.ts'

/** What holds for a profile with these keys, in the role that it chooses or in the one that is asked for. */
export function role(rules: object, wanted?: string): Role {
  const text = JSON.stringify({ runtime: 'static', command: ['/opt/server'], ...rules })
  const profile = mergeProfile(parseProfile({ name: 'own', file: 'own', text }), () => {
    throw new Error('extends nothing')
  })
  return resolveRole(profile, wanted)
}
