namespace SPAgent;

/// <summary>There is no sandbox on this machine, so model-written code does not run: says what is missing and what to
/// do.</summary>
public sealed class SandboxRefusedException : Exception
{
    /// <summary>Makes the refusal of one layer.</summary>
    /// <param name="layer">The layer that does not hold, as the report of the sandbox names it.</param>
    /// <param name="seen">What was seen.</param>
    /// <param name="advice">What to do, with the command.</param>
    public SandboxRefusedException(string layer, string seen, string advice)
        : base($"No sandbox for Python code on this machine ({layer}): {seen} {advice}") =>
            (Layer, Seen, Advice) = (layer, seen, advice);

    /// <summary>The layer that does not hold, such as bubblewrap or seccomp.</summary>
    public string Layer { get; }

    /// <summary>What was seen, such as the words of the program that refused.</summary>
    public string Seen { get; }

    /// <summary>What to do, with the command.</summary>
    public string Advice { get; }
}
