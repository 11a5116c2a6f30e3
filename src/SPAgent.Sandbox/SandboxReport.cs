namespace SPAgent;

/// <summary>Each layer of the sandbox and whether it holds on this machine: the work of
/// <see cref="SandboxCheck"/>.</summary>
[TypeFormatterSource]
public sealed record SandboxReport
{
    /// <summary>The layers, those that others stand on first.</summary>
    public required IReadOnlyList<SandboxLayer> Layers { get; init; }

    /// <summary>What results depend on here; null when no worker started.</summary>
    public PythonEnvironment? Environment { get; init; }

    /// <summary>Whether every layer holds: only then does model-written code run.</summary>
    public bool Holds => Layers.All(layer => layer.Holds);
}
