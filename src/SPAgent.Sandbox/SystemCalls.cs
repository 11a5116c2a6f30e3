namespace SPAgent;

/// <summary>
/// System call numbers of the two machines that the sandbox knows. They are kernel ABI and never change; a call that a
/// machine does not have is absent there (aarch64 has no open, only openat).
/// </summary>
internal static class SystemCalls
{
    /// <summary>Name, number on x86-64, number on aarch64; -1 where the call does not exist.</summary>
    private static readonly (string Name, int X64, int Arm64)[] ByArchitecture =
    [
        ("read", 0, 63), ("write", 1, 64), ("readv", 19, 65), ("writev", 20, 66), ("pread64", 17, 67), ("lseek", 8, 62),
        ("close", 3, 57), ("close_range", 436, 436), ("fstat", 5, 80), ("newfstatat", 262, 79), ("stat", 4, -1),
        ("lstat", 6, -1), ("statx", 332, 291), ("access", 21, -1), ("faccessat", 269, 48), ("faccessat2", 439, 439),
        ("readlink", 89, -1), ("readlinkat", 267, 78), ("getcwd", 79, 17), ("getdents64", 217, 61), ("dup", 32, 23),
        ("dup2", 33, -1), ("dup3", 292, 24), ("mmap", 9, 222), ("munmap", 11, 215), ("mremap", 25, 216),
        ("mprotect", 10, 226), ("brk", 12, 214), ("madvise", 28, 233), ("futex", 202, 98), ("set_robust_list", 273, 99),
        ("rseq", 334, 293), ("set_tid_address", 218, 96), ("sched_yield", 24, 124), ("sched_getaffinity", 204, 123),
        ("getcpu", 309, 168), ("restart_syscall", 219, 128), ("clock_gettime", 228, 113), ("clock_getres", 229, 114),
        ("gettimeofday", 96, 169), ("time", 201, -1), ("times", 100, 153), ("nanosleep", 35, 101),
        ("clock_nanosleep", 230, 115), ("getrusage", 98, 165), ("setitimer", 38, 103), ("getitimer", 36, 102),
        ("alarm", 37, -1), ("rt_sigaction", 13, 134), ("rt_sigprocmask", 14, 135), ("rt_sigreturn", 15, 139),
        ("sigaltstack", 131, 132), ("getuid", 102, 174), ("geteuid", 107, 175), ("getgid", 104, 176),
        ("getegid", 108, 177),
        ("getresuid", 118, 148), ("getresgid", 120, 150), ("getgroups", 115, 158), ("getpid", 39, 172),
        ("getppid", 110, 173), ("gettid", 186, 178), ("uname", 63, 160), ("sysinfo", 99, 179), ("getrlimit", 97, 163),
        ("setrlimit", 160, 164), ("getrandom", 318, 278), ("exit", 60, 93), ("exit_group", 231, 94), ("open", 2, -1),
        ("openat", 257, 56), ("clone", 56, 220), ("ioctl", 16, 29), ("fcntl", 72, 25), ("prctl", 157, 167),
        ("prlimit64", 302, 261), ("clone3", 435, 435), ("openat2", 437, 437), ("io_uring_setup", 425, 425),
        ("fork", 57, -1), ("wait4", 61, 260), ("waitid", 247, 95), ("kill", 62, 129), ("pidfd_open", 434, 434),
        ("splice", 275, 76), ("setpriority", 141, 140), ("poll", 7, -1), ("ppoll", 271, 73), ("pipe", 22, -1),
        ("pipe2", 293, 59), ("getpgrp", 111, -1),
    ];

    private static readonly Dictionary<string, (int X64, int Arm64)> ByName =
        ByArchitecture.ToDictionary(row => row.Name, row => (row.X64, row.Arm64));

    /// <summary>Number of a call on a machine, or null where it does not exist.</summary>
    /// <exception cref="KeyNotFoundException">The name is not in the table: a filter names what was never looked
    /// up.</exception>
    public static int? Number(string name, SandboxMachine machine)
    {
        (int x64, int arm64) = ByName[name];
        int number = machine == SandboxMachine.X64 ? x64 : arm64;
        return number < 0 ? null : number;
    }
}
