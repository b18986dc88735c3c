import { escape } from '../../base/index.ts'
import { withoutElements } from '../../wire/index.ts'
import { member } from '../json.ts'
import type { Rewrite } from '../rewrite.ts'
import { type LintFinding, lintMetadata } from '../text/lint-metadata.ts'
import type { Notice } from '../verdict.ts'
import { TOOLS_LIST } from './tools-list.ts'

/** Says which tools are described in words that are meant for something else, and withholds them where the profile wants that. */
export const lint: Rewrite = (message, { policy }) => {
  const { from, envelope, asked, line } = message
  if (from === 'client' || envelope.kind !== 'result' || policy.lint === 'off') return undefined
  const tools = asked?.method === TOOLS_LIST ? member(message.body.result, 'tools') : undefined
  if (!Array.isArray(tools)) return undefined
  const suspects = tools.flatMap((tool, index) => {
    const findings = lintMetadata(tool)
    return findings.length === 0 ? [] : [{ index, notice: noticeOf(tool, index, findings) }]
  })
  if (suspects.length === 0) return undefined
  const notices = suspects.map(({ notice }) => notice)
  if (policy.lint === 'report') return { line, notices }
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.length)
  const indices = suspects.map(({ index }) => index)
  return { line: withoutElements(bytes, ['result', 'tools'], indices), notices }
}

function noticeOf(tool: unknown, index: number, findings: readonly LintFinding[]): Notice {
  const rules = [...new Set(findings.map(({ rule }) => rule))]
  const name = String(member(tool, 'name'))
  return {
    code: 'tool-lint',
    reason: `the description of the tool \`${escape(name, 128)}\` reads like instructions: ${rules.join(', ')}`,
    count: findings.length,
    places: findings
      .slice(0, MAX_PLACES)
      .map(({ place }) => escape(`/result/tools/${index}${place}`, MAX_POINTER)),
  }
}

const MAX_PLACES = 8
const MAX_POINTER = 200
