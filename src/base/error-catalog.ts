/** One row of the catalogue: what `mcp-airlock explain CODE` shows. */
export interface ErrorEntry {
  /** What the code means, for a person who sees it for the first time. */
  readonly meaning: string
  /** What to do next when the place that throws knows nothing better. Names a command, a flag or a profile key. */
  readonly hint: string
  /** Exit status: 125 ours, 126 found but not executable, 127 not found (env(1)), 2 usage, 1 a finding. */
  readonly exitCode: 1 | 2 | 125 | 126 | 127
}

/** Every error that a person can meet. Adding a row asks for a test that sees it thrown (test/catalog.test.ts). */
export const catalog = {
  AIRLOCK_USAGE: {
    meaning: 'The command line could not be understood.',
    hint: 'mcp-airlock --help',
    exitCode: 2,
  },
  AIRLOCK_PLATFORM: {
    meaning:
      'This operating system or processor has no enforced sandbox here. Linux on x64 and arm64 has; Windows has through WSL 2; the macOS policy is generated but not exercised.',
    hint: 'on Windows run `wsl --install` and use mcp-airlock inside WSL 2',
    exitCode: 125,
  },
  AIRLOCK_PROFILE_NOT_FOUND: {
    meaning:
      'No profile of that name exists in the configuration directory or among the shipped ones.',
    hint: 'mcp-airlock profile list',
    exitCode: 125,
  },
  AIRLOCK_PROFILE_INVALID: {
    meaning:
      'The profile does not parse or says something that is not allowed. Nothing starts from it.',
    hint: 'mcp-airlock profile check NAME',
    exitCode: 125,
  },
  AIRLOCK_PROFILE_UNTRUSTED: {
    meaning:
      'The profile could have been written by somebody else: foreign owner, writable by others, or inside a directory that its own server may write.',
    hint: 'chmod go-w FILE, and keep profiles in ~/.config/mcp-airlock/profiles',
    exitCode: 125,
  },
  AIRLOCK_NOT_ENFORCED: {
    meaning:
      'The profile asks for something that this version does not enforce yet. It is refused, never ignored.',
    hint: 'remove the key from the profile; profiles/README.md lists those that are enforced',
    exitCode: 125,
  },
  AIRLOCK_COMMAND_MISMATCH: {
    meaning: 'The command after `--` is not the one that the profile allows.',
    hint: 'mcp-airlock profile show NAME',
    exitCode: 126,
  },
  AIRLOCK_COMMAND_NOT_FOUND: {
    meaning: 'The command or a file it needs does not exist.',
    hint: 'give the absolute path in `command` of the profile',
    exitCode: 127,
  },
  AIRLOCK_COMMAND_REFUSED: {
    meaning:
      'The command exists but cannot be run safely: a script where a program is expected, such as the shim of a version manager, or a file in a writable directory.',
    hint: 'name the real program in `command` of the profile',
    exitCode: 126,
  },
  AIRLOCK_PATH_REFUSED: {
    meaning:
      'A directory in the profile may not be given to a server: `/`, the home directory, a system directory, or one that holds mcp-airlock itself.',
    hint: 'name a narrower directory in `filesystem` of the profile',
    exitCode: 125,
  },
  AIRLOCK_PATH_MISSING: {
    meaning:
      'A path in the profile does not exist, so it can be neither shown to the server nor protected from it.',
    hint: 'create it, or remove it from `filesystem` of the profile',
    exitCode: 125,
  },
  AIRLOCK_HARD_LINK: {
    meaning:
      'A writable directory holds a file with a second name elsewhere; writing it would change the other one too.',
    hint: 'add the directory that holds it to `filesystem.protect` of the profile',
    exitCode: 125,
  },
  AIRLOCK_SANDBOX_MISSING: {
    meaning: 'bubblewrap, which builds the sandbox, is not installed. Nothing runs without it.',
    hint: 'sudo apt-get install bubblewrap',
    exitCode: 125,
  },
  AIRLOCK_SANDBOX_OLD: {
    meaning:
      'This bubblewrap lacks an option that the sandbox needs (`--bind-fd`: version 0.10, or the security update of a distribution).',
    hint: 'sudo apt-get update && sudo apt-get install --only-upgrade bubblewrap',
    exitCode: 125,
  },
  AIRLOCK_SANDBOX_DENIED: {
    meaning:
      'The kernel or a security module does not let this user make the namespaces of the sandbox.',
    hint: 'mcp-airlock doctor',
    exitCode: 125,
  },
  AIRLOCK_SANDBOX_UNVERIFIED: {
    meaning:
      'The sandbox came up without something it was asked for, seen in /proc before the server was started. The server was not started.',
    hint: 'mcp-airlock doctor',
    exitCode: 125,
  },
  AIRLOCK_LIMIT_UNENFORCEABLE: {
    meaning: 'The profile asks for a limit that needs a control group, and none can be had here.',
    hint: 'run as an ordinary user with a systemd session, or remove `memoryTotal` and `cpus` from `limits` of the profile',
    exitCode: 125,
  },
  AIRLOCK_OPEN_FILES: {
    meaning:
      'The launcher, or the machine, has as many files open as it may. A start takes one for each path that the sandbox shows. The server was not started.',
    hint: 'ulimit -n 1024',
    exitCode: 125,
  },
  AIRLOCK_STORE_MISSING: {
    meaning:
      'The package is not in the store. Packages are installed by an explicit command, never at launch.',
    hint: 'mcp-airlock store add NAME@VERSION',
    exitCode: 127,
  },
  AIRLOCK_STORE_CHANGED: {
    meaning: 'A file of the installed package is not what was installed.',
    hint: 'mcp-airlock store remove NAME@VERSION && mcp-airlock store add NAME@VERSION',
    exitCode: 126,
  },
  AIRLOCK_STORE_FAILED: {
    meaning: 'The package could not be installed.',
    hint: 'check the name, the version and the network, then run `mcp-airlock store add` again',
    exitCode: 1,
  },
  AIRLOCK_PINS_CHANGED: {
    meaning:
      'The program that the profile starts is not the one that was pinned: another name, or other bytes. The server was not started.',
    hint: 'mcp-airlock pins diff NAME, then `mcp-airlock pins approve NAME program` if the change was meant',
    exitCode: 126,
  },
  AIRLOCK_PINS_UNUSABLE: {
    meaning:
      'The file with what is pinned of a server cannot be read or written, or is not one that this version wrote. Nothing starts without it.',
    hint: 'look at the file that the message names, or begin anew with `mcp-airlock pins forget NAME`',
    exitCode: 125,
  },
  AIRLOCK_TERMINAL: {
    meaning:
      'The command asks a person, so that its input and output must be a terminal. No other program can answer in their place.',
    hint: 'run `mcp-airlock approve` in a terminal; `mcp-airlock approve --list` needs none',
    exitCode: 2,
  },
  AIRLOCK_STDIN: {
    meaning:
      'The launcher speaks the protocol on its standard input; it is started by a client, not by hand.',
    hint: 'put `mcp-airlock run` into the configuration of a client',
    exitCode: 125,
  },
  AIRLOCK_STDOUT: {
    meaning:
      'The command did what it was asked to do, and its standard output took no or not all of its words.',
    hint: 'look at where the output goes, such as for a full disk with `df -h`',
    exitCode: 125,
  },
  AIRLOCK_VAULT_MISSING: {
    meaning: 'There is no vault yet.',
    hint: 'mcp-airlock vault init',
    exitCode: 125,
  },
  AIRLOCK_VAULT_EXISTS: {
    meaning:
      'There is a vault already, or an entry or slot of that name; nothing is overwritten unasked.',
    hint: 'mcp-airlock vault status',
    exitCode: 2,
  },
  AIRLOCK_VAULT_INVALID: {
    meaning:
      'The vault file does not parse as `mcp-airlock-vault/1`: cut off, edited, or written by a newer version. Nothing is read from it.',
    hint: 'restore one of the backups beside it with `mcp-airlock vault restore FILE`, or install the version that wrote it',
    exitCode: 125,
  },
  AIRLOCK_VAULT_TAMPERED: {
    meaning:
      'The vault file opens, but a part of it is not what was written with its key. Nothing is read from it.',
    hint: 'restore one of the backups beside it with `mcp-airlock vault restore FILE`, and find out who changed it',
    exitCode: 125,
  },
  AIRLOCK_VAULT_ROLLBACK: {
    meaning:
      'The vault file is older than one that was seen on this machine: somebody put an old copy in its place.',
    hint: 'if you restored it yourself: `mcp-airlock vault restore FILE --accept-rollback`',
    exitCode: 125,
  },
  AIRLOCK_VAULT_PERMISSIONS: {
    meaning:
      'Others could read or replace the vault, a link stands in its place, or its directory cannot be read or written.',
    hint: 'chmod 600 FILE, and chmod 700 its directory',
    exitCode: 125,
  },
  AIRLOCK_VAULT_BUSY: {
    meaning: 'Another process kept the vault for too long.',
    hint: 'try again; if it stays so, look for a stopped process with `ps x | grep mcp-airlock`',
    exitCode: 125,
  },
  AIRLOCK_VAULT_FACTOR: {
    meaning: 'The passphrase, key or PIN does not open this slot of the vault.',
    hint: 'try again, or unlock with another slot: `mcp-airlock vault status` names them',
    exitCode: 125,
  },
  AIRLOCK_VAULT_FACTOR_UNAVAILABLE: {
    meaning:
      'A factor of the slot cannot be had here: a device, a module or a program is missing, or a file was moved.',
    hint: 'unlock with another slot: `mcp-airlock vault status` names them',
    exitCode: 125,
  },
  AIRLOCK_VAULT_DELAYED: {
    meaning: 'Too many wrong attempts: the vault waits before it takes another one.',
    hint: 'wait, or use the recovery key: `mcp-airlock vault recover`',
    exitCode: 125,
  },
  AIRLOCK_VAULT_POLICY: {
    meaning:
      'The policy of the vault does not allow that, such as a slot with one factor where two are required.',
    hint: 'mcp-airlock vault status shows the policy',
    exitCode: 125,
  },
  AIRLOCK_VAULT_LOCKED: {
    meaning: 'The server needs secrets, the vault is locked, and nobody could be asked.',
    hint: 'mcp-airlock unlock',
    exitCode: 125,
  },
  AIRLOCK_VAULT_UNAPPROVED: {
    meaning:
      'The server asked for secrets for the first time, or its program has changed, and nobody said yes.',
    hint: 'mcp-airlock vault approve PROFILE',
    exitCode: 126,
  },
  AIRLOCK_VAULT_ENTRY_MISSING: {
    meaning: 'The profile names a secret that is not in the vault.',
    hint: 'mcp-airlock vault set NAME --scope PROFILE',
    exitCode: 125,
  },
  AIRLOCK_VAULT_ENTRY_UNSCOPED: {
    meaning: 'The secret exists, but not for this profile.',
    hint: 'mcp-airlock vault scope NAME --add PROFILE',
    exitCode: 126,
  },
  AIRLOCK_VAULT_ENTRY_OVERDUE: {
    meaning: 'The secret is older than its rotation allows, and the profile refuses those.',
    hint: 'mcp-airlock vault rotate NAME',
    exitCode: 126,
  },
  AIRLOCK_VAULT_ROTATION: {
    meaning:
      'A new value for a secret could not be had, or the server does not start with it. The old value stays.',
    hint: 'mcp-airlock vault rotate NAME, and look at what the rotation command prints',
    exitCode: 1,
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof catalog
