/**
 * Why a variable may not be written in `env`; undefined when it may. Refused are names that no shell could set, those
 * that the launcher sets itself, and those that make a loader, an interpreter or a shell run other code (ld.so(8),
 * node(1), python(1), perlrun(1), bash(1), git(1)).
 */
export function variableFault(name: string): string | undefined {
  if (!NAME.test(name) || name === '__proto__') return 'is not the name of a variable'
  if (OURS.test(name)) return 'is set by the launcher'
  return RESERVED.test(name) && !HARMLESS.test(name)
    ? 'is reserved: it can make the server run other code'
    : undefined
}

/**
 * Why a variable of the client may not be handed on; undefined when it may. Stricter than `variableFault`, since the
 * profile cannot see the value: also refused is all that interpreters read, and what leads to the client's session.
 */
export function inheritFault(name: string): string | undefined {
  if (RESERVED.test(name)) return 'is reserved: it can make the server run other code'
  return SESSION.test(name)
    ? 'is reserved: it leads to the session of the client'
    : variableFault(name)
}

/** POSIX.1-2017, Base Definitions 8.1, and no longer than a name needs to be. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/

const OURS = /^(?:HOME|PATH|USER|LOGNAME|PWD|OLDPWD|SHELL|TMPDIR|TMP|TEMP|XDG_RUNTIME_DIR)$/

const RESERVED = new RegExp(
  `^(?:${[
    // ld.so(8) of glibc and dyld(1) of macOS; glibc's own modules, tunables and allocator hooks.
    'LD_.*|DYLD_.*|GLIBC_TUNABLES|GCONV_PATH|LOCPATH|NLSPATH|MALLOC_.*|HOSTALIASES|RES_OPTIONS|LOCALDOMAIN|GETCONF_DIR',
    // Interpreters and package managers.
    'NODE_.*|NPM_CONFIG_.*|npm_.*|PYTHON.*|UV_.*|PIP_.*|PERL.*|RUBY.*|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|LUA_.*',
    // Shells: files read at the start, word splitting, the debug prompt, exported functions.
    'BASH.*|ENV|IFS|PS[0-9]|PROMPT_COMMAND|SHELLOPTS|CDPATH|ZDOTDIR|FPATH',
    // Programs that start other programs.
    'GIT_.*|SSH_.*|EDITOR|VISUAL|PAGER|BROWSER|LESSOPEN|LESSCLOSE',
    // TLS: engines and keys to decrypt with; proxies see all traffic.
    'OPENSSL_.*|SSL_.*|SSLKEYLOGFILE|CURL_.*|REQUESTS_CA_BUNDLE|[A-Za-z_]*_(?:proxy|PROXY)',
  ].join('|')})$`,
)

/** Reserved by prefix, but a profile's author may set them: they change output, identity or mode, never code. */
const HARMLESS =
  /^(?:NODE_ENV|NODE_DISABLE_COLORS|PYTHON(?:UNBUFFERED|UTF8|IOENCODING|DONTWRITEBYTECODE|HASHSEED|NOUSERSITE|SAFEPATH)|GIT_(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL)|GIT_TERMINAL_PROMPT)$/

/** Addresses of the desktop, its buses and its agents, and names of the launcher's own. */
const SESSION =
  /^(?:DBUS_.*|DISPLAY|WAYLAND_.*|XAUTHORITY|XDG_.*|GPG_.*|DOCKER_.*|KUBECONFIG|KRB5.*|SUDO_.*|MCP_AIRLOCK.*)$/
