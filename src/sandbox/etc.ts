/** What the files are called that the build writes for every chamber, and what the text ones say. */

/** Names are looked up in files alone, or by DNS too where there is a network (nsswitch.conf(5)). */
export const NSSWITCH = {
  none: 'passwd: files\ngroup: files\nhosts: files\n',
  host: 'passwd: files\ngroup: files\nhosts: files dns\n',
} as const

/** `localhost` must work without a network (hosts(5)). */
export const HOSTS = '127.0.0.1 localhost\n::1 localhost\n'
