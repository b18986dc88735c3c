/** Errors a refused call answers, with their numbers (include/uapi/asm-generic/errno.h and errno-base.h). */
export const errors = { EPERM: 1, ENOSYS: 38, EPROTONOSUPPORT: 93, EAFNOSUPPORT: 97 } as const

export type ErrorName = keyof typeof errors

/**
 * A question about the low 32 bits of one argument. The kernel itself reads only those for every argument named here, so the
 * high half can hide nothing.
 */
export type Condition =
  | { readonly argument: number; readonly mask?: number; readonly is: readonly number[] }
  | { readonly argument: number; readonly anyBit: number }

/** The first case whose conditions all hold gives the answer. */
export interface ArgumentRule {
  readonly calls: string
  readonly cases: readonly {
    readonly when: readonly Condition[]
    readonly answer: ErrorName | 'allow'
  }[]
  readonly otherwise: ErrorName | 'allow'
}

/** Which calls are refused for some of their arguments. `host` is the network of the package installer alone. */
export function argumentRules(network: 'none' | 'host'): readonly ArgumentRule[] {
  return [
    // New namespaces give new capabilities inside them.
    { ...only([{ argument: 0, anyBit: NEW_NAMESPACES }]), calls: 'clone' },
    // Pushing keys into a terminal, or loading a line discipline into it.
    { ...only([{ argument: 1, is: [TIOCSTI, TIOCLINUX, TIOCSETD] }]), calls: 'ioctl' },
    // A command line of one's own making: programs that list processes would read as much of it as there is memory.
    { ...only([{ argument: 0, is: [PR_SET_MM] }]), calls: 'prctl' },
    // Whoever opens the file then waits for the holder, for 45 s at most; for a file that may only be read, too.
    { ...only([{ argument: 1, is: [F_SETLEASE] }]), calls: 'fcntl' },
    // Memory that grows by itself is not counted by RLIMIT_DATA (measured).
    { ...only([{ argument: 3, anyBit: MAP_GROWSDOWN }]), calls: 'mmap' },
    // A set-user-id file in a writable directory would outlive the chamber. Device nodes are of no use here either.
    { ...only([{ argument: 1, anyBit: SET_ID }]), calls: 'chmod fchmod mkdir creat' },
    { ...only([{ argument: 2, anyBit: SET_ID }]), calls: 'fchmodat fchmodat2 mkdirat' },
    { ...only([{ argument: 1, anyBit: SET_ID | DEVICE }]), calls: 'mknod' },
    { ...only([{ argument: 2, anyBit: SET_ID | DEVICE }]), calls: 'mknodat' },
    // Without O_CREAT or O_TMPFILE the mode is not read and may hold anything.
    {
      ...only([
        { argument: 1, anyBit: CREATES },
        { argument: 2, anyBit: SET_ID },
      ]),
      calls: 'open',
    },
    {
      ...only([
        { argument: 2, anyBit: CREATES },
        { argument: 3, anyBit: SET_ID },
      ]),
      calls: 'openat',
    },
    {
      calls: 'personality',
      cases: [{ when: [{ argument: 0, is: [PER_LINUX, PERSONALITY_QUERY] }], answer: 'allow' }],
      otherwise: 'EPERM',
    },
    {
      calls: 'socket',
      cases: [routes, ...(network === 'host' ? internet : [])],
      otherwise: 'EAFNOSUPPORT',
    },
    // A pair of datagram sockets can still send to any address by name (sendto(2)), and SOCK_RAW means datagram for this
    // family; the connected kinds cannot. Node, libuv and asyncio ask for streams.
    {
      calls: 'socketpair',
      cases: [
        {
          when: [
            { argument: 0, is: [AF_UNIX] },
            { argument: 1, mask: SOCK_TYPE_MASK, is: [SOCK_STREAM, SOCK_SEQPACKET] },
          ],
          answer: 'allow',
        },
      ],
      otherwise: 'EAFNOSUPPORT',
    },
  ]
}

function only(when: readonly Condition[]): Omit<ArgumentRule, 'calls'> {
  return { cases: [{ when, answer: 'EPERM' }], otherwise: 'allow' }
}

// include/uapi/linux/sched.h: CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET, and NEWTIME (0x80).
const NEW_NAMESPACES = 0x7e02_0080
// include/uapi/asm-generic/ioctls.h. CVE-2017-5226 and CVE-2023-28100 are escapes through the first two.
const TIOCSTI = 0x5412
const TIOCLINUX = 0x541c
const TIOCSETD = 0x5423
// include/uapi/linux/prctl.h, fcntl.h and include/uapi/asm-generic/mman.h.
const PR_SET_MM = 35
const F_SETLEASE = 1024
const MAP_GROWSDOWN = 0x100
// include/uapi/linux/stat.h: S_ISUID | S_ISGID; the bit that S_IFCHR and S_IFBLK share.
const SET_ID = 0o6000
const DEVICE = 0o020000
// include/uapi/asm-generic/fcntl.h, the same on both architectures: O_CREAT | __O_TMPFILE.
const CREATES = 0o100 | 0o20000000
// include/uapi/linux/personality.h and personality(2).
const PER_LINUX = 0
const PERSONALITY_QUERY = 0xffff_ffff
// include/linux/socket.h and include/linux/net.h; the other bits of the type are SOCK_CLOEXEC and SOCK_NONBLOCK.
const AF_UNIX = 1
const AF_INET = 2
const AF_INET6 = 10
const AF_NETLINK = 16
const SOCK_STREAM = 1
const SOCK_DGRAM = 2
const SOCK_RAW = 3
const SOCK_SEQPACKET = 5
const SOCK_PACKET = 10
const SOCK_TYPE_MASK = 0xf
// include/uapi/linux/in.h and netlink.h.
const IPPROTO_IP = 0
const IPPROTO_TCP = 6
const IPPROTO_UDP = 17
const NETLINK_ROUTE = 0

type Case = ArgumentRule['cases'][number]

const family = (...is: number[]): Condition => ({ argument: 0, is })
const kind = (...is: number[]): Condition => ({ argument: 1, mask: SOCK_TYPE_MASK, is })
const protocol = (...is: number[]): Condition => ({ argument: 2, is })

/** Listing the network interfaces (getifaddrs(3)), which Node does in `os.networkInterfaces()`. */
const routes: Case = {
  when: [family(AF_NETLINK), kind(SOCK_RAW, SOCK_DGRAM), protocol(NETLINK_ROUTE)],
  answer: 'allow',
}

/** TCP and UDP by their plain protocols; other protocols of these families load kernel modules. */
const internet: readonly Case[] = [
  {
    when: [family(AF_INET, AF_INET6), kind(SOCK_STREAM), protocol(IPPROTO_IP, IPPROTO_TCP)],
    answer: 'allow',
  },
  {
    when: [family(AF_INET, AF_INET6), kind(SOCK_DGRAM), protocol(IPPROTO_IP, IPPROTO_UDP)],
    answer: 'allow',
  },
  { when: [kind(SOCK_RAW, SOCK_PACKET)], answer: 'EPERM' },
  { when: [family(AF_INET, AF_INET6)], answer: 'EPROTONOSUPPORT' },
]
