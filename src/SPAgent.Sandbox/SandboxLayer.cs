namespace SPAgent;

/// <summary>One layer of the sandbox and whether it holds on this machine, found by a real probe.</summary>
[TypeFormatterSource]
public sealed record SandboxLayer
{
    /// <summary>Short name: platform, bubblewrap, python, user, namespaces, …</summary>
    public required string Name { get; init; }

    /// <summary>Whether the layer holds. Layers that stand on one that does not are left out.</summary>
    public required bool Holds { get; init; }

    /// <summary>What the probe saw.</summary>
    public required string Seen { get; init; }

    /// <summary>What to do when it does not hold; null when it does.</summary>
    public string? Advice { get; init; }
}
