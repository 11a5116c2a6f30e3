namespace SPAgent;

/// <summary>What a dataset of row files is, and where it lies.</summary>
internal sealed record RowsOrigin(string Kind, string Path)
{
    public string? Split { get; init; }

    public IReadOnlyList<string> Splits { get; init; } = [];

    /// <summary>The path that opens these rows by itself; null where that is the dataset's.</summary>
    public string? RowsPath { get; init; }

    /// <summary>The zips that hold the rows and their images; empty where they lie on disk.</summary>
    public IReadOnlyList<(string Name, string File)> Zips { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];
}
