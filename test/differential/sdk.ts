import * as t from '@modelcontextprotocol/sdk/types.js'
import { type Subject, valueOf } from './subject.ts'

/** What the SDK's schemas find wrong: where, and what. */
export interface Complaint {
  readonly path: string
  readonly text: string
}

/** Undefined when the SDK has no schema for it; 1.32 speaks 2025-11-25 and reads everything earlier by the same schemas. */
export function sdkComplaints(subject: Subject): readonly Complaint[] | undefined {
  if (subject.revision === '2026-07-28') return undefined
  const { part, method } = subject
  const value = valueOf(subject)
  if (part === 'error')
    return complaints(t.JSONRPCErrorResponseSchema, { jsonrpc: '2.0', id: 1, error: value })
  if (part === 'result') {
    const isTask =
      subject.task && !method.startsWith('tasks/') && Object.hasOwn(value ?? {}, 'task')
    const schema = isTask ? t.CreateTaskResultSchema : RESULTS.get(method)
    return schema && complaints(schema, value)
  }
  const schema = MESSAGES.get(method)
  const params = value === undefined ? {} : { params: value }
  return schema && complaints(schema, { method, ...params })
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly code?: string
  readonly message: string
  readonly errors?: readonly (readonly Issue[])[]
}

interface Schema {
  safeParse(value: unknown): {
    readonly success: boolean
    readonly error?: { readonly issues: readonly unknown[] }
  }
}

function complaints(schema: Schema, value: unknown): readonly Complaint[] {
  const { error } = schema.safeParse(value)
  return ((error?.issues ?? []) as Issue[]).flatMap((issue) => unfold(issue, []))
}

/** Of a union, the form that came nearest. */
function unfold(issue: Issue, above: readonly PropertyKey[]): readonly Complaint[] {
  const path = [...above, ...issue.path]
  const forms = (issue.errors ?? []).map((form) => form.flatMap((each) => unfold(each, path)))
  const [nearest] = forms.toSorted((a, b) => weight(a) - weight(b))
  return nearest ?? [{ path: path.join('.'), text: issue.message }]
}

/** A wrong tag means that another form was meant. */
const weight = (form: readonly Complaint[]) =>
  form.length + form.filter(({ path }) => /\b(type|mode)$/.test(path)).length * 10

const MESSAGES: ReadonlyMap<string, Schema> = new Map(
  Object.entries(t)
    .filter(([name]) => /(Request|Notification)Schema$/.test(name))
    .flatMap(([, schema]) => {
      const { shape } = schema as unknown as { shape?: { method?: { value?: unknown } } }
      const method = shape?.method
      const isLiteral = method !== undefined && 'value' in method
      return isLiteral ? [[String(method.value), schema as unknown as Schema] as const] : []
    }),
)

const RESULTS: ReadonlyMap<string, Schema> = new Map<string, Schema>([
  ['initialize', t.InitializeResultSchema],
  ['ping', t.EmptyResultSchema],
  ['tools/list', t.ListToolsResultSchema],
  ['tools/call', t.CallToolResultSchema],
  ['prompts/list', t.ListPromptsResultSchema],
  ['prompts/get', t.GetPromptResultSchema],
  ['resources/list', t.ListResourcesResultSchema],
  ['resources/templates/list', t.ListResourceTemplatesResultSchema],
  ['resources/read', t.ReadResourceResultSchema],
  ['resources/subscribe', t.EmptyResultSchema],
  ['resources/unsubscribe', t.EmptyResultSchema],
  ['logging/setLevel', t.EmptyResultSchema],
  ['completion/complete', t.CompleteResultSchema],
  ['sampling/createMessage', t.CreateMessageResultWithToolsSchema],
  ['elicitation/create', t.ElicitResultSchema],
  ['roots/list', t.ListRootsResultSchema],
  ['tasks/get', t.GetTaskResultSchema],
  ['tasks/result', t.GetTaskPayloadResultSchema],
  ['tasks/list', t.ListTasksResultSchema],
  ['tasks/cancel', t.CancelTaskResultSchema],
])
