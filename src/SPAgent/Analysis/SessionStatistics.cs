using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>The figures of a collection of sessions. As JSON its names are in snake case.</summary>
[TypeFormatterSource]
public sealed record SessionStatistics
{
    /// <summary>Saved and failed sessions together.</summary>
    public required int TotalSessions { get; init; }

    /// <summary>Sessions on disk that ended with an answer.</summary>
    public required int SuccessfulSessions { get; init; }

    /// <summary>Sessions that failed, kept or not, and those left undecided.</summary>
    public required int FailedSessions { get; init; }

    /// <summary>Samples of the sessions on disk.</summary>
    public required int TotalSamples { get; init; }

    /// <summary>Successful sessions among all, from 0 to 1; 0 when there are none.</summary>
    public required double SuccessRate { get; init; }

    /// <summary>Samples per successful session; 0 when there are none.</summary>
    public required double AvgSamplesPerSuccess { get; init; }

    /// <summary>Folders that hold no readable session; they count nowhere else.</summary>
    public required int Unreadable { get; init; }

    /// <summary>Tool calls that the sessions on disk keep in their contexts, failed ones included.</summary>
    public required long TotalToolCalls { get; init; }

    /// <summary>Tokens of all samples that have counts.</summary>
    public required long TotalTokens { get; init; }

    /// <summary>
    /// The spread of samples and tool_calls (one value a session), of tokens (one a session that has counts), and of
    /// prompt_characters, response_characters and latency_ms (one a sample).
    /// </summary>
    public required IReadOnlyList<Distribution> Distributions { get; init; }

    /// <summary>The tools, the most called first.</summary>
    public required IReadOnlyList<SessionToolStatistics> Tools { get; init; }

    /// <summary>The figures as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSettings.Pretty);

    /// <summary>The spreads as rows.</summary>
    public Table ToTable() => Table.From(Distributions.Where(one => one.Count > 0));

    /// <summary>The figures for a terminal.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Line($"Total sessions: {TotalSessions:N0}");
        text.Line($"Successful: {SuccessfulSessions:N0} ({100 * SuccessRate:F1}%)");
        text.Line($"Failed: {FailedSessions:N0}");
        if (Unreadable > 0) text.Line($"Unreadable: {Unreadable:N0}");
        text.Line($"Total samples: {TotalSamples:N0}");
        text.Line($"Average samples per success: {AvgSamplesPerSuccess:F2}");
        text.Line($"Total tool calls: {TotalToolCalls:N0}");
        text.Line($"Total tokens: {TotalTokens:N0}");
        if (TotalSamples == 0) return text.ToString();
        text.Append('\n').Append(TableText.Of(ToTable()));
        if (Tools.Count > 0) text.Append('\n').Append(TableText.Of(Table.From(Tools)));
        return text.ToString();
    }
}
