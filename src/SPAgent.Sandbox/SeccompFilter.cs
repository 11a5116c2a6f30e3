namespace SPAgent;

/// <summary>
/// The two filters of a worker: which system calls its zygote may make, and the stricter set for the model's code.
/// Everything not named is refused with EPERM, which the model reads as a Python PermissionError. A wrong architecture
/// or the x32 table kills.
/// </summary>
/// <remarks>
/// Only the low 32 bits of an argument are compared: all arguments looked at are ints to the kernel, and comparing the
/// rest has been a way around filters elsewhere. Calls that this table does not know answer ENOSYS, so glibc takes its
/// older path.
/// </remarks>
internal static class SeccompFilter
{
    private const uint NumberOffset = 0, ArchOffset = 4, X32Calls = 0x40000000, FirstUnknownCall = 450;
    private const uint NoPermission = BpfProgram.Errno | 1, AccessDenied = BpfProgram.Errno | 13,
        NoSuchCall = BpfProgram.Errno | 38;

    // O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_ASYNC | __O_TMPFILE: the same on both machines.
    private const uint WritingFlags = 0x1 | 0x2 | 0x40 | 0x200 | 0x2000 | 0x400000;

    private static readonly string[] Always =
        ("read write readv writev pread64 lseek close close_range fstat newfstatat stat lstat statx "
            + "access faccessat faccessat2 " +
         "readlink readlinkat getcwd getdents64 dup dup2 dup3 mmap munmap mremap mprotect brk madvise "
         + "futex set_robust_list rseq " +
         "set_tid_address sched_yield sched_getaffinity getcpu restart_syscall clock_gettime "
         + "clock_getres gettimeofday time times " +
         "nanosleep clock_nanosleep getrusage setitimer getitimer alarm rt_sigaction rt_sigprocmask "
         + "rt_sigreturn sigaltstack " +
         "getuid geteuid getgid getegid getresuid getresgid getgroups getpid getppid gettid uname "
         + "sysinfo getrlimit setrlimit " +
         "getrandom exit exit_group").Split(' ');

    private static readonly string[] ZygoteToo =
        "fork wait4 waitid kill pidfd_open splice setpriority poll ppoll pipe pipe2 getpgrp".Split(' ');

    // glibc's flags for a thread (CLONE_VM | FS | FILES | SIGHAND | THREAD | SYSVSEM | SETTLS | PARENT_SETTID |
    // CHILD_CLEARTID), for fork.
    private const uint ThreadFlags = 0x3D0F00, ForkFlags = 0x1200011;

    /// <summary>TCGETS, TIOCGWINSZ, FIONREAD, FIOCLEX, FIONCLEX, FIONBIO.</summary>
    private static readonly uint[] Ioctls = [0x5401, 0x5413, 0x541B, 0x5451, 0x5450, 0x5421];

    /// <summary>F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC.</summary>
    private static readonly uint[] Fcntls = [0, 1, 2, 3, 1030];

    /// <summary>PR_SET_NAME, PR_GET_NAME, PR_GET_NO_NEW_PRIVS, PR_SET_VMA.</summary>
    private static readonly uint[] Prctls = [15, 16, 39, 0x53564D41];

    private const uint SetPipeSize = 1031, SetSeccomp = 22;

    /// <summary>For pid 1 of the sandbox: what the model's code may, and forking, reaping, splicing and installing the
    /// next filter.</summary>
    public static BpfProgram Zygote(SandboxMachine machine) =>
        Build(machine, [.. Always, .. ZygoteToo], [ThreadFlags, ForkFlags], [.. Fcntls, SetPipeSize],
            [.. Prctls, SetSeccomp]);

    /// <summary>For the model's code.</summary>
    public static BpfProgram Child(SandboxMachine machine) => Build(machine, Always, [ThreadFlags], Fcntls, Prctls);

    private static BpfProgram Build(SandboxMachine machine, string[] allowed, uint[] clones, uint[] fcntls,
        uint[] prctls)
    {
        var program = new BpfProgram();
        program.Load(ArchOffset);
        program.ReturnUnlessEqual(machine.AuditArch(), BpfProgram.KillProcess);
        program.Load(NumberOffset);
        program.ReturnIfAtLeast(X32Calls, BpfProgram.KillProcess);
        foreach (string name in allowed)
            if (SystemCalls.Number(name, machine) is int number) program.ReturnIfEqual((uint)number, BpfProgram.Allow);

        OneOf(program, machine, "clone", 0, clones);
        OneOf(program, machine, "ioctl", 1, Ioctls);
        OneOf(program, machine, "fcntl", 1, fcntls);
        OneOf(program, machine, "prctl", 0, prctls);
        OneOf(program, machine, "prlimit64", 0, [0]);
        ReadOnly(program, machine, "open", 1);
        ReadOnly(program, machine, "openat", 2);
        foreach (string name in (string[])["clone3", "openat2", "io_uring_setup"])
            program.ReturnIfEqual((uint)SystemCalls.Number(name, machine)!.Value, NoSuchCall);

        program.ReturnIfAtLeast(FirstUnknownCall, NoSuchCall);
        program.Return(NoPermission);
        return program;
    }

    /// <summary>Allows a call when one of its arguments has one of these values.</summary>
    private static void OneOf(BpfProgram program, SandboxMachine machine, string name, int argument, uint[] values)
    {
        if (SystemCalls.Number(name, machine) is not int number) return;
        program.SkipUnlessEqual((uint)number, 2 + (values.Length * 2));
        program.Load(ArgumentOffset(argument));
        foreach (uint value in values) program.ReturnIfEqual(value, BpfProgram.Allow);
        program.Return(NoPermission);
    }

    private static void ReadOnly(BpfProgram program, SandboxMachine machine, string name, int argument)
    {
        if (SystemCalls.Number(name, machine) is not int number) return;
        program.SkipUnlessEqual((uint)number, 4);
        program.Load(ArgumentOffset(argument));
        program.ReturnIfAnyBit(WritingFlags, AccessDenied);
        program.Return(BpfProgram.Allow);
    }

    private static uint ArgumentOffset(int argument) => 16 + (8 * (uint)argument);
}
