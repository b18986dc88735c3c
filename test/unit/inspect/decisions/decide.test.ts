import { expect, test } from 'vitest'
import { decide } from '../../../../src/inspect/decisions/decide.ts'
import { reasonOf, type Subject } from '../../../../src/inspect/decisions/decision.ts'
import { role } from '../roles.ts'

const only = () => undefined

function verdict(rules: object, subject: Subject): string {
  const { verdict, rule } = decide(role(rules), subject, only)
  return `${verdict} ${rule.key}`
}

const tool = (name: string): Subject => ({ kind: 'tool', name })
const resource = (name: string): Subject => ({ kind: 'resource', name })
const prompt = (name: string): Subject => ({ kind: 'prompt', name })

test.each<[string, object, Subject, string]>([
  ['no rules', {}, tool('x'), 'allow tools.allow'],
  ['deny', { tools: { deny: ['x*'] } }, tool('xy'), 'deny tools.deny'],
  ['deny of another', { tools: { deny: ['x'] } }, tool('y'), 'allow tools.allow'],
  ['allow', { tools: { allow: ['x'] } }, tool('x'), 'allow tools.allow'],
  ['no allow', { tools: { allow: ['x'] } }, tool('y'), 'deny tools.allow'],
  ['an empty allow', { tools: { allow: [] } }, tool('y'), 'deny tools.allow'],
  ['approve', { tools: { approve: ['x'] } }, tool('x'), 'approve tools.approve'],
  ['deny before approve', { tools: { approve: ['x'], deny: ['x'] } }, tool('x'), 'deny tools.deny'],
  [
    'approve of what is not allowed',
    { tools: { allow: ['y'], approve: ['x'] } },
    tool('x'),
    'deny tools.allow',
  ],
  ['another case', { tools: { deny: ['X'] } }, tool('x'), 'allow tools.allow'],
  ['rules of another kind', { tools: { deny: ['*'] } }, prompt('x'), 'allow prompts.allow'],
  ['a prompt', { prompts: { deny: ['x'] } }, prompt('x'), 'deny prompts.deny'],
  [
    'a role that denies',
    { role: 'a', roles: { a: { tools: { deny: ['x'] } } } },
    tool('x'),
    'deny roles.a.tools.deny',
  ],
  [
    'a role that allows what the profile denies',
    { tools: { deny: ['x'] }, role: 'a', roles: { a: { tools: { allow: ['x'] } } } },
    tool('x'),
    'deny tools.deny',
  ],
  [
    'a role that denies what the profile wants approved',
    { tools: { approve: ['x'] }, role: 'a', roles: { a: { tools: { allow: ['y'] } } } },
    tool('x'),
    'deny roles.a.tools.allow',
  ],
  [
    'a role that is not chosen',
    { roles: { a: { tools: { deny: ['x'] } } } },
    tool('x'),
    'allow tools.allow',
  ],
  ['a long name and no rules', {}, tool('x'.repeat(5000)), 'allow tools.allow'],
  ['a long name and rules', { tools: { deny: ['y'] } }, tool('x'.repeat(2049)), 'deny tools'],
  ['a name at the bound', { tools: { deny: ['y'] } }, tool('x'.repeat(2048)), 'allow tools.allow'],
])('%s: %j and %j make %s', (_title, rules, subject, expected) => {
  expect(verdict(rules, subject)).toBe(expected)
})

const inside = { resources: { allow: ['file:///srv/**', 'notes://*'] } }
const exact = {
  resources: {
    deny: ['file:///srv/key', 'notes://private', 'https://h.example/a', 'https://h.example/s?q=1'],
  },
}
const outside = { resources: { deny: ['file:///srv/secret/**'] } }

test.each<[object, string, string]>([
  [inside, 'file:///srv/a/b', 'allow'],
  [inside, 'file:///srv/a/../b', 'allow'],
  [inside, 'file:///srv/a%20b', 'allow'],
  [inside, 'file:///srv/../etc/passwd', 'deny'],
  [inside, 'file:///srv/%2e%2e/etc/passwd', 'deny'],
  [inside, 'file:///srv/..%2fetc/passwd', 'deny'],
  [inside, 'file:///srv/x?/../../etc/passwd', 'deny'],
  [inside, 'file:///srv\\..\\..\\etc', 'deny'],
  [{ resources: { allow: ['notes://public/**'] } }, 'notes://public/../private/a', 'deny'],
  [{ resources: { allow: ['notes://public/**'] } }, 'notes://public/./a', 'allow'],
  [inside, 'notes://a', 'allow'],
  [inside, 'notes://a/b', 'deny'],
  [inside, 'notes://a%2Fb', 'deny'],
  [inside, `file:///srv/${'a'.repeat(3000)}`, 'deny'],
  [outside, 'file:///srv/a', 'allow'],
  [outside, 'file:///srv/secret', 'deny'],
  [outside, 'file:///srv/secret/a', 'deny'],
  [outside, 'file:///srv/secrets', 'allow'],
  [outside, 'FILE:///srv/secret/a', 'deny'],
  [outside, 'file:/srv/a/../secret/a', 'deny'],
  [outside, 'file:///srv//secret/a', 'deny'],
  [outside, 'file:///srv/s%65cret/a', 'deny'],
  [outside, 'file://host/srv/secret/a', 'deny'],
  [outside, 'file:///srv/%2573ecret/a', 'deny'],
  [exact, 'file:///srv/key?x', 'deny'],
  [exact, 'file:///srv/key#', 'deny'],
  [exact, 'file:///srv/keys?x', 'allow'],
  [exact, 'notes://private?x', 'deny'],
  [exact, 'notes://u@private', 'deny'],
  [exact, 'https://h.example:443/a?b', 'deny'],
  [exact, 'https://h.example:8443/a', 'allow'],
  [exact, 'https://h.example/s?q=1', 'deny'],
  [exact, 'https://h.example/s?q=2', 'allow'],
  [{ resources: { approve: ['notes://private'] } }, 'notes://private?', 'approve'],
  [{ resources: { allow: ['notes://*/public'] } }, 'notes://a/public', 'allow'],
  [{ resources: { allow: ['notes://*/public'] } }, 'notes://secret?/public', 'deny'],
  [{ resources: { allow: ['https://*.h.example/**'] } }, 'https://x.example?.h.example/a', 'deny'],
  [{ resources: { allow: ['https://h.example/s?q=*'] } }, 'https://h.example/s?q=a', 'allow'],
  [{ resources: { allow: ['https://h.example/s?q=*'] } }, 'https://h.example/s', 'deny'],
  [{ resources: { allow: ['https://h.example:443/**'] } }, 'https://h.example:443/a', 'allow'],
  [{ resources: { allow: ['file://host/**'] } }, 'file://host/a', 'allow'],
  [{ resources: { allow: ['notes://{id}{?q}'] } }, 'notes://{id}{?q}', 'allow'],
  [{ resources: { deny: ['x://a%20b'] } }, 'x://a b', 'allow'],
  [{ resources: { deny: ['x://a%20b'] } }, 'x://a%20b', 'deny'],
  [{ resources: { deny: ['x://a%20b'] } }, 'x://%61%20b', 'deny'],
  [{ resources: { approve: ['x://b/**'] } }, 'x://a/../b', 'approve'],
])('with %j the address %s is: %s', (rules, uri, expected) => {
  expect(decide(role(rules), resource(uri), only).verdict).toBe(expected)
})

test('the reason names what was asked for, the role and the rule, and escapes them', () => {
  const rules = { tools: { deny: ['a\u202e*'], allow: ['*'] }, prompts: { approve: ['*'] } }
  expect(reasonOf(decide(role(rules), tool('a\u202eb\n'), only))).toBe(
    'the tool `a\\u{202e}b\\x0a` is denied to the role `admin`: `tools.deny` covers it with `a\\u{202e}*`',
  )
  expect(reasonOf(decide(role(rules), prompt('p'), only))).toBe(
    'the prompt `p` needs the consent of a person: `prompts.approve` covers it with `*`',
  )
  expect(reasonOf(decide(role(rules), tool('b'), only))).toBe(
    'the tool `b` is allowed: `tools.allow` covers it',
  )
})
