using System.Text.Json;

namespace SPAgent.Serve;

/// <summary>What the command hands to the server that it starts.</summary>
public sealed record ServeSettings
{
    /// <summary>Folders of traces or of sessions, as they were named.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>The port, from 0 to 65,535; 0 for a free one.</summary>
    public int Port { get; init => field = Ranges.Check(value, 0, 65_535); }

    /// <summary>Whether a browser is opened.</summary>
    public bool Open { get; init; }

    /// <summary>Whether other machines may connect.</summary>
    public bool Listen { get; init; }

    /// <summary>Names that requests may give in Host, beside those of the loopback.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Whether nothing can be marked.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether the addresses are printed as one JSON object.</summary>
    public bool Json { get; init; }

    /// <summary>The dataset of the traces; null for those that they name.</summary>
    public string? Dataset { get; init; }

    /// <summary>Its split; null without one.</summary>
    public string? Split { get; init; }

    /// <summary>Its configuration; null without one.</summary>
    public string? Config { get; init; }

    /// <summary>The column of its pictures; null for all.</summary>
    public string? ImageColumn { get; init; }

    /// <summary>As an argument of the program.</summary>
    public string ToArgument() => JsonSerializer.Serialize(this);

    /// <exception cref="JsonException">It is not what <see cref="ToArgument"/> gives.</exception>
    public static ServeSettings FromArgument(string argument) => JsonSerializer.Deserialize<ServeSettings>(argument)!;
}
