import type { Limits } from './spec.ts'

/** The words of the gate's protocol, a line each. */
export const GATE = { ready: 'READY', go: 'GO' } as const

/**
 * The script of the gate: a shell outside the chamber's file system (it is started through a descriptor, which it closes) that sets
 * the limits, says READY, and starts the server only when it reads GO. End of file means that the launcher died: it exits and
 * nothing has run. The bubblewrap options meant for this fail open (`--block-fd`) or race (`--die-with-parent`).
 *
 * It stays as the namespace's first process and reaps orphans. bubblewrap's own init would run beside the server with bubblewrap's
 * environment and the launcher's limits (measured, 0.8: filtered, but with no RLIMIT of ours), and the server, being the same user,
 * could write code into it through /proc/1/mem.
 *
 * `ulimit -u` is bash's and busybox's word for RLIMIT_NPROC, `-p` is dash's; what was reached is read back from /proc later.
 */
export function gateScript(
  limits: Limits,
  descriptors: { readonly gate: number; readonly shell: number },
): string {
  const { gate, shell } = descriptors
  return [
    'ulimit -c 0',
    `ulimit -n ${limits.openFiles}`,
    `ulimit -f ${Math.ceil(limits.fileBytes / 512)}`,
    `ulimit -d ${Math.ceil(limits.memoryPerProcess / 1024)}`,
    `ulimit -u ${limits.processes} 2>/dev/null || ulimit -p ${limits.processes}`,
    `echo ${GATE.ready} >&${gate}`,
    `IFS= read -r airlock_word <&${gate} && [ "$airlock_word" = ${GATE.go} ] || exit 125`,
    'unset airlock_word PWD OLDPWD SHLVL _',
    `exec ${gate}<&- ${shell}<&-`,
    '"$@"',
    'exit $?',
  ].join('\n')
}
