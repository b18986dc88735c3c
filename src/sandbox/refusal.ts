import { AirlockError, escape } from '../base/index.ts'

/**
 * Why the sandbox program gave up, from what it wrote. The texts are bubblewrap's (0.8 to 0.11) and the kernel's; anything else is
 * reported as it stands.
 */
export function refusalOf(complaint: string, program: string): AirlockError {
  const said = escape(complaint.trim().split('\n').slice(-2).join('; '))
  if (/Unknown option --?(ro-)?bind-fd|Unknown option/.test(complaint))
    return new AirlockError('AIRLOCK_SANDBOX_OLD', {
      message: `this bubblewrap is too old: ${said}`,
    })
  // `--bind-fd` mounts by the descriptor's path and then compares what lies there with the descriptor: a swap ends here, unmounted.
  if (
    /Race condition binding|Can't (?:get type of|find) source|Can't bind mount .*: No such file/.test(
      complaint,
    )
  )
    return new AirlockError('AIRLOCK_PATH_MISSING', {
      message: `a path changed while the sandbox was being built: ${said}`,
      hints: ['start again; if it happens twice, something keeps replacing that path'],
    })
  for (const { pattern, hints } of DENIALS)
    if (pattern.test(complaint))
      return new AirlockError('AIRLOCK_SANDBOX_DENIED', {
        message: `the kernel refused the sandbox: ${said}`,
        hints,
      })
  if (complaint.trim() === '')
    return new AirlockError('AIRLOCK_SANDBOX_UNVERIFIED', {
      message: `\`${escape(program)}\` ended before the sandbox was ready`,
    })
  return new AirlockError('AIRLOCK_SANDBOX_UNVERIFIED', {
    message: `the sandbox could not be built: ${said}`,
  })
}

const DENIALS: readonly { readonly pattern: RegExp; readonly hints: readonly string[] }[] = [
  {
    // Ubuntu 23.10 and later restrict unprivileged user namespaces through AppArmor.
    pattern: /RTM_NEWADDR|setting up uid map: Permission denied|apparmor/i,
    hints: [
      'sudo apt-get install apparmor-profiles && sudo ln -s /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ && sudo systemctl reload apparmor',
      'see https://ubuntu.com/blog/ubuntu-23-10-restricted-unprivileged-user-namespaces',
    ],
  },
  {
    pattern:
      /No permissions to creat|Creating new namespace failed|unprivileged_userns_clone|clone.*Operation not permitted/i,
    hints: [
      'sudo sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=15000',
      'in Docker: docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined …',
    ],
  },
  {
    pattern: /Can't mount proc|mount proc/i,
    hints: [
      'in Docker: docker run --security-opt systempaths=unconfined …, since a masked /proc cannot be mounted again inside',
    ],
  },
]
