using System.Text.Json;

namespace SPAgent;

/// <summary>Counts over a collection: the sessions saved on disk and the failures in its log.</summary>
[TypeFormatterSource]
public sealed record CollectionStatistics
{
    /// <summary>Saved and failed sessions together.</summary>
    public int TotalSessions => SuccessfulSessions + FailedSessions;

    /// <summary>Sessions on disk that succeeded.</summary>
    public required int SuccessfulSessions { get; init; }

    /// <summary>Sessions that failed, kept or not, and those left undecided.</summary>
    public required int FailedSessions { get; init; }

    /// <summary>Samples of the sessions on disk.</summary>
    public required int TotalSamples { get; init; }

    /// <summary>Those of the successful sessions.</summary>
    internal int SuccessfulSamples { get; init; }

    /// <summary>Folders that hold no readable session; they count nowhere else.</summary>
    public int UnreadableSessions { get; init; }

    /// <summary>Successful sessions among all, from 0 to 1; 0 when there are none.</summary>
    public double SuccessRate => TotalSessions == 0 ? 0 : (double)SuccessfulSessions / TotalSessions;

    /// <summary>Samples per successful session; 0 when there are none.</summary>
    public double AvgSamplesPerSuccess => SuccessfulSessions == 0 ? 0
        : (double)SuccessfulSamples / SuccessfulSessions;

    /// <summary>One line: sessions, samples, and what is wrong with them.</summary>
    public override string ToString()
    {
        string line = $"{TotalSessions} sessions, {SuccessfulSessions} successful with {SuccessfulSamples} "
            + $"samples, {FailedSessions} failed";
        return UnreadableSessions > 0 ? $"{line}, {UnreadableSessions} unreadable" : line;
    }

    /// <summary>Counts a collection, given by its folder or by the <c>sessions</c> folder in it.</summary>
    /// <remarks>
    /// The first count reads every session; what it learned is kept in <c>.session-index</c> beside
    /// <c>statistics.json</c>, so that the next one reads only what is new. That file can be deleted at any time.
    /// </remarks>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static CollectionStatistics Of(string path) => Of(SessionStore.Open(path));

    /// <summary>Counts the sessions of a store; of one that was filtered, those that are left.</summary>
    /// <inheritdoc cref="Of(string)" path="/remarks"/>
    public static CollectionStatistics Of(SessionStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Index.Count([]);
    }

    /// <summary>The statistics file: six fields, indented.</summary>
    internal byte[] ToJson()
    {
        using var buffer = new PooledBuffer(1024);
        using var writer = new Utf8JsonWriter(buffer, JsonSettings.Indented);
        writer.WriteStartObject();
        writer.WriteNumber("total_sessions"u8, TotalSessions);
        writer.WriteNumber("successful_sessions"u8, SuccessfulSessions);
        writer.WriteNumber("failed_sessions"u8, FailedSessions);
        writer.WriteNumber("total_samples"u8, TotalSamples);
        writer.WriteNumber("success_rate"u8, SuccessRate);
        writer.WriteNumber("avg_samples_per_success"u8, AvgSamplesPerSuccess);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.Written.ToArray();
    }
}
