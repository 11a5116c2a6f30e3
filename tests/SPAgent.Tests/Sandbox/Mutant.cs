namespace SPAgent.Tests.Sandbox;

/// <summary>A sandbox with one layer taken out, and who has to notice: an attack of the corpus, or a layer of the
/// check.</summary>
internal sealed record Mutant(string Name, SandboxTampering Tampering)
{
    /// <summary>Attacks of which at least one gets through, or leaves its mark, when the layer is gone and no check
    /// refuses.</summary>
    public string[] Attacks { get; init; } = [];

    /// <summary>The layer of <see cref="SandboxCheck"/> that fails.</summary>
    public string? Layer { get; init; }

    /// <summary>Whether it takes the time limits of several calls to notice.</summary>
    public bool IsSlow { get; init; }

    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("the child has no filter", Filters(child: true))
            { Attacks = ["proc_fork", "net_families"], Layer = "probe" },
        new("no filter at all", NoFilters with { Zygote = Without("    zygote_filter.install()\n") })
            { Attacks = ["sig_kill_all"], Layer = "confinement" },
        new("the host's network, no filter", NoFilters with { Arguments = WithoutOptions(("--unshare-net", 0)) })
            { Attacks = ["net_tcp", "net_unix_abstract"], Layer = "network" },
        new("the host's network behind the filter", new() { Arguments = WithoutOptions(("--unshare-net", 0)) })
            { Layer = "network" },
        new("the host's IPC objects", new() { Arguments = WithoutOptions(("--unshare-ipc", 0)) })
            { Layer = "host objects" },
        new("the host's name", new() { Arguments = WithoutOptions(("--unshare-uts", 0), ("--hostname", 1)) })
            { Layer = "host objects" },
        new("the host's processes",
            new() { Arguments = WithoutOptions(("--unshare-pid", 0), ("--as-pid-1", 0)),
                Zygote = Without("    sys.exit(\"the zygote is meant to be pid 1 of a sandbox\")", "    pass") })
            { Layer = "processes" },
        new("the host's files, read-only",
            new() { Arguments = Insert("--ro-bind", "/etc", "/etc", "--ro-bind", "/tmp", "/tmp") })
                { Attacks = ["read_passwd", "read_canary"], Layer = "files" },
        new("the host's files, writable, no filter",
            NoFilters with { Arguments = Insert("--bind", "/tmp", "/tmp", "--bind", "/var/tmp", "/var/tmp") })
            { Attacks = ["write_home", "write_var_tmp"], Layer = "files" },
        new("a root that can be written", new() { Arguments = WithoutOptions(("--remount-ro", 1)) })
            { Layer = "files" },
        new("the host's environment",
            new() { Arguments = Insert("--setenv", SandboxFacts.CanaryVariable, SandboxFacts.Canary) })
                { Attacks = ["read_os_environ"], Layer = "environment" },
        new("capabilities kept", new() { Arguments = Replaced("--cap-drop", "--cap-add") }) { Layer = "capabilities" },
        new("memory without a bound", new() { Zygote = Without("(resource.RLIMIT_AS, L[\"address_space\"]), ") })
            { Attacks = ["mem_np_zeros"], Layer = "limits" },
        new("threads without a bound", new() { Zygote = Without("(resource.RLIMIT_NPROC, 64), ") })
            { Layer = "limits" },
        new("processor time without a bound",
            new()
                { Zygote = Without("    resource.setrlimit(resource.RLIMIT_CPU, (L[\"cpu_s\"], L[\"cpu_s\"] + 1))\n",
                    "") }) { Layer = "limits" },
        new("no deadline", new() { Zygote = Without("time.monotonic() + L[\"wall_s\"]", "time.monotonic() + 1e5") })
            { Attacks = ["sleep_long"], Layer = "time", IsSlow = true },
        new("results without a bound",
            new() { Zygote = Without("if seen[result] > L[\"pixels\"] * 3 + 65536:", "if False:") })
                { Layer = "output", IsSlow = true },
        new("the child keeps the protocol's files", new() { Zygote = Without("    os.closerange(5, 256)\n", "") })
            { Attacks = ["proto_garbage_all_fds"], Layer = "probe" },
        new("the zygote reads the call and keeps it", new() { Zygote = KeepsThePayload })
            { Attacks = ["cross_heap_scan"] },
        new("the zygote can be traced", new()
            { Zygote = Without("libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0", "False") }) { Layer = "confinement" },
        new("a thread may outlive its call",
            new()
                { Zygote = Without("        os.kill(-1, signal.SIGKILL)", "        pass")
                    .Then(Without("            gone, code, used = os.wait4(-1, 0)",
                        "            gone, code, used = os.wait4(pid, 0)")) })
            { Attacks = ["sleep_long"], IsSlow = true },
        new("randomness is not pinned", new() { Zygote = Without("    pin_randomness(settings[\"seed\"])\n", "") })
            { Attacks = ["read_passwd"], Layer = "repeatable" },
    ];

    /// <summary>Root's own: the kernel counts no processes against root.</summary>
    public static Mutant AsRoot { get; } = new("root stays root", new() { KeepUser = true }) { Layer = "confinement" };

    private static BpfProgram Open()
    {
        var program = new BpfProgram();
        program.Return(BpfProgram.Allow);
        return program;
    }

    private static SandboxTampering NoFilters => new() { Filter = (_, _) => Open() };

    private static SandboxTampering Filters(bool child) =>
        new() { Filter = (program, isChild) => isChild == child ? Open() : program };

    private static Func<IReadOnlyList<string>, IReadOnlyList<string>> Insert(params string[] arguments) => line =>
    {
        int at = line.ToList().IndexOf("--ro-bind");
        return [.. line.Take(at), .. arguments, .. line.Skip(at)];
    };

    private static Func<IReadOnlyList<string>, IReadOnlyList<string>> Replaced(string option, string other) =>
        line => [.. line.Select(part => part == option ? other : part)];

    /// <summary>Takes out options, each with so many values; the last one of a name.</summary>
    private static Func<IReadOnlyList<string>, IReadOnlyList<string>> WithoutOptions(
        params (string Name, int Values)[] options) => line =>
    {
        List<string> left = [.. line];
        foreach ((string name, int values) in options)
        {
            int at = left.LastIndexOf(name);
            Assert.True(at >= 0, $"{name} is no option of a worker any more");
            left.RemoveRange(at, 1 + values);
        }

        return left;
    };

    private static Func<string, string> Without(string part, string instead = "")
    {
        return source =>
        {
            Assert.Contains(part, source, StringComparison.Ordinal);
            return source.Replace(part, instead, StringComparison.Ordinal);
        };
    }

    /// <summary>The design that was not taken: read first, fork then. What one call brought is in the next one's
    /// heap.</summary>
    private static string KeepsThePayload(string source) => Without("    pid = os.fork()\n", """
            head = read_exact(IN, 20)
            sizes = struct.unpack("<4sIIII", head)
            global KEPT
            KEPT = globals().get("KEPT", []) + [(head, read_exact(IN, sizes[2]), read_bytes(IN, sizes[3] * sizes[4] * 3))]
            pid = os.fork()

        """)(Without("read_exact(IN, 20))",
            "KEPT[-1][0])")(Without("bytes(read_exact(IN, code_bytes))", "bytes(KEPT[-1][1])")(
            Without("read_bytes(IN, width * height * 3)", "KEPT[-1][2]")(source))));
}

internal static class MutantExtensions
{
    public static Func<string, string> Then(this Func<string, string> first, Func<string, string> second) =>
        source => second(first(source));
}
