import type { ErrorName } from './arguments.ts'

/** System calls that are refused whatever their arguments are. */
export interface Refusal {
  readonly answer: ErrorName
  /** Why, for the reader of this list. */
  readonly reason: string
  /** Names of either architecture; one that an architecture lacks is passed over there. */
  readonly calls: string
}

/**
 * What nobody in the chamber may call. The list follows the filters of Flatpak (common/flatpak-run.c), of Docker
 * (moby/profiles, seccomp/default.json) and the sets of systemd.exec(5).
 *
 * `ENOSYS` is the answer where programs know how to fall back to an older call; `EPERM` everywhere else.
 * Left open on purpose: prctl (its dangerous options ask for capabilities, which nobody here has), seccomp (a stacked filter can
 * only refuse more: error answers outrank SECCOMP_RET_USER_NOTIF, see seccomp(2)), landlock, System V and POSIX message queues
 * (own IPC namespace), signals and pidfd_open (own PID namespace).
 */
export const refusals: readonly Refusal[] = [
  {
    answer: 'ENOSYS',
    reason:
      'arguments are a structure in memory, which a filter cannot read; clone(2) and open(2) do the same visibly',
    calls: 'clone3 openat2',
  },
  {
    answer: 'ENOSYS',
    reason: 'runs other system calls past the filter, and has a long record of kernel faults',
    calls: 'io_uring_setup io_uring_enter io_uring_register',
  },
  {
    answer: 'ENOSYS',
    reason: 'the second interface for mounts',
    calls:
      'open_tree open_tree_attr move_mount fsopen fsconfig fsmount fspick mount_setattr statmount listmount',
  },
  {
    answer: 'ENOSYS',
    reason: 'takes descriptors out of other processes, or tells what others read',
    calls: 'pidfd_getfd cachestat',
  },
  {
    answer: 'EPERM',
    reason: 'the key rings of the user are shared by all namespaces',
    calls: 'keyctl add_key request_key',
  },
  {
    answer: 'EPERM',
    reason: 'runs code in the kernel, watches it, or stalls it in the middle of a copy',
    calls: 'bpf perf_event_open userfaultfd memfd_secret vmsplice',
  },
  {
    answer: 'EPERM',
    reason: 'reads or steers other processes',
    calls: 'ptrace process_vm_readv process_vm_writev process_madvise kcmp',
  },
  {
    answer: 'EPERM',
    reason: 'changes mounts and namespaces',
    calls: 'mount umount2 pivot_root chroot unshare setns',
  },
  {
    answer: 'EPERM',
    reason: 'opens files past their directories, or listens to whole file systems',
    calls: 'name_to_handle_at open_by_handle_at fanotify_init fanotify_mark',
  },
  {
    answer: 'EPERM',
    reason: 'for the administrator of the machine',
    calls: `init_module finit_module delete_module create_module query_module get_kernel_syms kexec_load
      kexec_file_load reboot swapon swapoff acct quotactl quotactl_fd settimeofday clock_settime clock_adjtime
      adjtimex sethostname setdomainname iopl ioperm vhangup syslog lsm_set_self_attr`,
  },
  {
    answer: 'EPERM',
    reason: 'old doors that nothing current uses',
    calls: 'modify_ldt nfsservctl lookup_dcookie uselib ustat sysfs _sysctl',
  },
  {
    answer: 'EPERM',
    reason: 'places memory of the machine; attack surface without a use here',
    calls: 'move_pages mbind migrate_pages set_mempolicy get_mempolicy set_mempolicy_home_node',
  },
  {
    answer: 'EPERM',
    reason: 'the old asynchronous input and output, rich in kernel faults',
    calls: 'io_setup io_submit io_cancel io_destroy io_getevents io_pgetevents',
  },
]
