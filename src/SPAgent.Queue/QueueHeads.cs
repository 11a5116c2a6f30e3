using System.Text.Json;
using System.Text.Json.Serialization;

namespace SPAgent;

/// <summary>Which attempt at which answer a message is of.</summary>
internal abstract record SampleHead
{
    public required int Index { get; init; }

    public required int Rollout { get; init; }

    public required int Attempt { get; init; }

    /// <summary>What lies in the object store because it did not fit; null where it follows, or is not sent.</summary>
    public PieceHead? Piece { get; init; }

    [JsonIgnore]
    public string Id => QueueNames.Id(Index, Rollout, Attempt);
}

/// <summary>What a task says before the row that may follow.</summary>
internal sealed record TaskHead : SampleHead
{
    /// <summary>Workers that ended while they alone answered it.</summary>
    public int Deaths { get; init; }

    /// <summary>Which settings it is of: <see cref="QueueRun.Mark"/>.</summary>
    public string? Mark { get; init; }

    /// <summary>What the conversation may take; null for no limit.</summary>
    public RunBudget? Allowance { get; init; }
}

/// <summary>What a result says before the trace that may follow.</summary>
internal sealed record ResultHead : SampleHead
{
    public string? Worker { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Problem { get; init; }

    public bool MayPass { get; init; }

    /// <summary>Whether its allowance was too small.</summary>
    public bool NeedsRoom { get; init; }

    /// <summary>Whether it is not to be tried again.</summary>
    public bool IsFinal { get; init; }

    public long LostInput { get; init; }

    public long LostCached { get; init; }

    public long LostOutput { get; init; }
}

/// <summary>Something large, kept in the object store.</summary>
internal sealed record PieceHead(string Name, string Sha256, long Length);

/// <summary>A message: a line of JSON, and bytes behind it.</summary>
internal static class QueueMessage
{
    private const int LongestHead = 64 * 1024;

    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 32,
    };

    public static byte[] Write<T>(T head, ReadOnlyMemory<byte> rest)
    {
        byte[] line = JsonSerializer.SerializeToUtf8Bytes(head, Json);
        if (rest.Length == 0) return line;
        byte[] all = new byte[line.Length + 1 + rest.Length];
        line.CopyTo(all, 0);
        all[line.Length] = (byte)'\n';
        rest.CopyTo(all.AsMemory(line.Length + 1));
        return all;
    }

    /// <summary>Null where it is no such message.</summary>
    public static (T Head, ReadOnlyMemory<byte> Body)? Read<T>(byte[]? message)
        where T : class
    {
        if (message is null) return null;
        int end = message.AsSpan(0, Math.Min(message.Length, LongestHead)).IndexOf((byte)'\n');
        if (end < 0 && message.Length > LongestHead) return null;
        try
        {
            ReadOnlyMemory<byte> head = end < 0 ? message : message.AsMemory(0, end);
            return JsonSerializer.Deserialize<T>(head.Span, Json) is { } read
                ? (read, end < 0 ? default : message.AsMemory(end + 1)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
