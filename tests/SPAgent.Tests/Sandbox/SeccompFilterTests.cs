namespace SPAgent.Tests.Sandbox;

public sealed class SeccompFilterTests
{
    private const uint Allow = BpfProgram.Allow, Kill = BpfProgram.KillProcess, NotPermitted = 0x50001,
        AccessDenied = 0x5000D, NoSuchCall = 0x50026;

    public static IEnumerable<TheoryDataRow<string>> Machines =>
        Enum.GetNames<SandboxMachine>().Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Machines))]
    public void What_Python_needs_is_allowed_and_nothing_that_reaches_out(string name)
    {
        SandboxMachine machine = Enum.Parse<SandboxMachine>(name);
        foreach (string call in
            (string[])["read", "write", "mmap", "munmap", "futex", "newfstatat", "clock_gettime", "rt_sigaction",
                "exit_group"])
            Assert.Equal(Allow, Child(machine, Number(call, machine)));
        // Calls by number, so that a mistake in the table of names can't hide: socket, connect, execve, kill, ptrace,
        // mount, unshare, bpf, keyctl, init_module.
        uint[] forbidden = machine == SandboxMachine.X64
            ? [41, 42, 59, 62, 101, 165, 272, 321, 250, 175, 322, 57, 58, 310, 311, 141, 203, 304, 434]
            : [198, 203, 221, 129, 117, 40, 97, 280, 219, 105, 281, 270, 271, 140, 122, 265, 434];
        foreach (uint call in forbidden) Assert.Equal(NotPermitted, Child(machine, call));
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Another_architecture_and_the_x32_table_end_the_process(string name)
    {
        SandboxMachine machine = Enum.Parse<SandboxMachine>(name);
        foreach (uint arch in (uint[])[0x40000003, 0x40000028, 0, uint.MaxValue])
            Assert.Equal(Kill, BpfSimulator.Answer(SeccompFilter.Child(machine), arch, 0));
        Assert.Equal(Kill, Child(machine, 0x40000000 + 39));
        Assert.Equal(Kill, Child(machine, 0xFFFFFFFF));
    }

    [Fact]
    public void Files_open_for_reading_only()
    {
        Assert.Equal(Allow, Child(SandboxMachine.X64, 257, 0xFFFFFF9C, 0, 0x80000));
        foreach (ulong flags in (ulong[])[1, 2, 0x40, 0x200, 0x2000, 0x400000 | 0x10000, 0x80000 | 0x41])
            Assert.Equal(AccessDenied, Child(SandboxMachine.X64, 257, 0, 0, flags));
        Assert.Equal(AccessDenied, Child(SandboxMachine.X64, 2, 0, 0x241));
        Assert.Equal(AccessDenied, Child(SandboxMachine.Arm64, 56, 0, 0, 0x241));
    }

    [Fact]
    public void The_upper_half_of_an_argument_opens_no_door()
    {
        // The kernel looks at the low 32 bits of these; a comparison of all 64 could be led astray.
        Assert.Equal(AccessDenied, Child(SandboxMachine.X64, 257, 0, 0, 0x1_0000_0001));
        Assert.Equal(NotPermitted, Child(SandboxMachine.X64, 16, 0, 0x1_0000_5412));
        Assert.Equal(Allow, Child(SandboxMachine.X64, 16, 0, 0x1_0000_541B));
    }

    [Fact]
    public void Threads_start_and_processes_do_not()
    {
        Assert.Equal(Allow, Child(SandboxMachine.X64, 56, 0x3D0F00));
        foreach (ulong flags in (ulong[])[17, 0x1200011, 0x10000000 | 17, 0x3D0F00 | 0x20000000, 0x4111])
            Assert.Equal(NotPermitted, Child(SandboxMachine.X64, 56, flags));
        Assert.Equal(NoSuchCall, Child(SandboxMachine.X64, 435));
    }

    [Fact]
    public void Only_the_zygote_forks_reaps_splices_and_installs_filters()
    {
        foreach ((uint call, ulong[] arguments) in
            ((uint, ulong[])[])[(56, [0x1200011]), (61, []), (62, []), (275, []), (434, []), (157, [22]),
                (72, [0, 1031])])
        {
            Assert.Equal(Allow,
                BpfSimulator.Answer(SeccompFilter.Zygote(SandboxMachine.X64), 0xC000003E, call, arguments));
            Assert.Equal(NotPermitted, Child(SandboxMachine.X64, call, arguments));
        }

        foreach (uint call in (uint[])[41, 59, 101, 165, 272])
            Assert.Equal(NotPermitted, BpfSimulator.Answer(SeccompFilter.Zygote(SandboxMachine.X64), 0xC000003E, call));
    }

    [Fact]
    public void A_call_newer_than_the_table_does_not_exist()
    {
        foreach (uint call in (uint[])[450, 451, 462, 500, 0x3FFFFFFF])
            Assert.Equal(NoSuchCall, Child(SandboxMachine.X64, call));
        foreach (uint call in (uint[])[425, 437]) Assert.Equal(NoSuchCall, Child(SandboxMachine.X64, call));
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Every_number_of_every_table_gets_an_answer_and_the_kernel_takes_the_size(string name)
    {
        SandboxMachine machine = Enum.Parse<SandboxMachine>(name);
        foreach (BpfProgram program in (BpfProgram[])[SeccompFilter.Zygote(machine), SeccompFilter.Child(machine)])
        {
            for (uint call = 0; call < 1024; call++) BpfSimulator.Answer(program, machine.AuditArch(), call);
            Assert.InRange(program.Instructions.Count, 100, 4096);
            Assert.Equal(program.Instructions.Count * 8, program.ToBytes().Length);
        }
    }

    private static uint Number(string call, SandboxMachine machine) => (uint)SystemCalls.Number(call, machine)!.Value;

    private static uint Child(SandboxMachine machine, uint call, params ulong[] arguments) =>
        BpfSimulator.Answer(SeccompFilter.Child(machine), machine.AuditArch(), call, arguments);
}
