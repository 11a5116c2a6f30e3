namespace SPAgent;

/// <summary>
/// Takes one layer out of a sandbox so that a test can see the others, or the corpus, notice. Reached from the tests
/// alone: nothing public takes it, no option or variable sets it.
/// </summary>
internal sealed record SandboxTampering
{
    /// <summary>The sandbox as it is.</summary>
    public static SandboxTampering None { get; } = new();

    /// <summary>Changes bubblewrap's arguments.</summary>
    public Func<IReadOnlyList<string>, IReadOnlyList<string>> Arguments { get; init; } = arguments => arguments;

    /// <summary>Changes the source of the zygote.</summary>
    public Func<string, string> Zygote { get; init; } = source => source;

    /// <summary>Changes a filter, given whether it is the child's.</summary>
    public Func<BpfProgram, bool, BpfProgram> Filter { get; init; } = (program, _) => program;

    /// <summary>Leaves out the checks that follow a start, which would refuse a worker without its layer.</summary>
    public bool SkipChecks { get; init; }

    /// <summary>Starts workers as the user of this process even if that is root.</summary>
    public bool KeepUser { get; init; }
}
