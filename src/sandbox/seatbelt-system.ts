/**
 * What Node and Python need of macOS itself in order to start, as rules of a Seatbelt policy. Collected from the public policies of
 * Chromium (sandbox/policy/mac/common.sb), Codex (restricted_platform_runtime_defaults.sbpl) and Nix (sandbox-defaults.sb).
 *
 * Left out on purpose: securityd and SecurityServer (key chains), launchservicesd and appleevents (start other programs),
 * pasteboard, and mDNSResponder (carries data out through names, even where the network is denied).
 */
export const SYSTEM_RULES: readonly string[] = [
  ';; processes: children, and signals among themselves alone',
  '(allow process-fork)',
  '(allow process-info* signal (target same-sandbox))',
  ';; the loader reads the root directory itself since macOS 26',
  '(allow file-read* (literal "/"))',
  '(allow file-read* file-map-executable',
  '  (subpath "/System/Library")',
  '  (subpath "/System/Cryptexes")',
  '  (subpath "/System/Volumes/Preboot/Cryptexes")',
  '  (subpath "/Library/Apple")',
  '  (subpath "/usr/lib")',
  '  (subpath "/private/var/db/dyld"))',
  '(allow file-read*',
  '  (subpath "/usr/share")',
  '  (subpath "/private/var/db/timezone")',
  '  (subpath "/private/etc/ssl")',
  '  (literal "/private/etc/hosts")',
  '  (literal "/private/etc/localtime")',
  '  (literal "/private/etc/protocols")',
  '  (literal "/private/etc/services"))',
  '(allow file-read-metadata (literal "/tmp") (literal "/var") (literal "/etc") (literal "/private"))',
  '(allow file-read* file-ioctl',
  '  (literal "/dev/null") (literal "/dev/zero") (literal "/dev/random") (literal "/dev/urandom"))',
  '(allow file-write-data (literal "/dev/null"))',
  ';; counting processors and memory',
  '(allow sysctl-read mach-host*)',
  '(allow ipc-posix-sem)',
  '(allow mach-lookup',
  '  (global-name "com.apple.system.opendirectoryd.libinfo")',
  '  (global-name "com.apple.system.opendirectoryd.membership")',
  '  (global-name "com.apple.logd")',
  '  (global-name "com.apple.system.logger")',
  '  (global-name "com.apple.system.notification_center")',
  '  (global-name "com.apple.bsd.dirhelper"))',
]
