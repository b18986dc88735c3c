import type { Redactor } from '../inspect/index.ts'
import type { Observer } from './ports.ts'

/** Whoever reads along is told no values of the vault, whatever is said to him and whoever said it first. */
export function redactedObserver(observer: Observer, redactor: Redactor): Observer {
  return { note: (kind, text) => observer.note(kind, redactor.redactText(text)) }
}
