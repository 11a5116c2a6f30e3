using System.Text.Json.Serialization;

namespace SPAgent.Internal;

/// <summary>What <see cref="TracePack"/> wrote, packed or unpacked.</summary>
public sealed record PackReport
{
    /// <summary>The folder that was written.</summary>
    public required string Output { get; init; }

    /// <summary>Traces in it.</summary>
    public required int Traces { get; init; }

    /// <summary>Rows that they answer.</summary>
    public required int Rows { get; init; }

    /// <summary>Bytes of the trace files.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes of the pack; null when one was unpacked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? PackedBytes { get; init; }

    /// <summary>Other files that lay beside the traces and are in it.</summary>
    public required int Files { get; init; }

    /// <summary>Shards that were not complete.</summary>
    public IReadOnlyList<int> Missing { get; init; } = [];

    /// <summary>What lay there and was not taken along: folders, links, and files over 100 MB.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Traces and files that could not be given back, each with its reason.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>Files that were removed because they are packed.</summary>
    public int Removed { get; init; }
}
