using System.Text.Json.Serialization;

namespace SPAgent;

/// <summary>The figures of a whole folder of traces. As JSON its names are in snake case; averages over nothing are null.</summary>
public sealed record BatchSummary
{
    private const int MostProblems = 20;
    private static readonly int[] Thresholds = [1, 25, 200, 750, 2500];

    /// <summary>Traces that could be read; every percentage and average over traces counts these.</summary>
    [JsonPropertyName("total_traces")]
    public required int Traces { get; init; }

    /// <summary>Trace files that could not be read.</summary>
    [JsonPropertyName("unreadable")]
    public required int Unreadable { get; init; }

    /// <summary>What was wrong with the first 20 of those.</summary>
    [JsonPropertyName("problems")]
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Traces whose answer could be read.</summary>
    [JsonPropertyName("parse_success")]
    public required int Parsed { get; init; }

    /// <summary>The same in percent.</summary>
    [JsonPropertyName("parse_success_percent")]
    public double? ParsedPercent => Percent(Parsed, Traces);

    /// <summary>Mean distance in kilometres of the traces whose answer could be read and that have one.</summary>
    [JsonPropertyName("average_distance_km")]
    public required double? AverageDistanceKm { get; init; }

    /// <summary>Traces within 1, 25, 200, 750 and 2,500 km.</summary>
    [JsonPropertyName("accuracy")]
    public required IReadOnlyList<AccuracyCount> Accuracy { get; init; }

    /// <summary>Turns of all traces.</summary>
    [JsonPropertyName("total_turns")]
    public required long Turns { get; init; }

    /// <summary>Turns a trace.</summary>
    [JsonPropertyName("average_turns")]
    public double? AverageTurns => Ratio(Turns, Traces);

    /// <summary>Tool calls of all traces, failed ones included.</summary>
    [JsonPropertyName("total_tool_calls")]
    public required long ToolCalls { get; init; }

    /// <summary>Tool calls a trace.</summary>
    [JsonPropertyName("average_tool_calls")]
    public double? AverageToolCalls => Ratio(ToolCalls, Traces);

    /// <summary>Tool calls in percent of the turns.</summary>
    [JsonPropertyName("tool_use_percent")]
    public double? ToolUsePercent => Percent(ToolCalls, Turns);

    /// <summary>Tokens of all turns.</summary>
    [JsonPropertyName("total_tokens")]
    public required long Tokens { get; init; }

    /// <summary>Tokens a trace.</summary>
    [JsonPropertyName("average_tokens_per_trace")]
    public double? TokensPerTrace => Ratio(Tokens, Traces);

    /// <summary>Tokens a turn.</summary>
    [JsonPropertyName("average_tokens_per_turn")]
    public double? TokensPerTurn => Ratio(Tokens, Turns);

    /// <summary>Reads the folder once, one trace at a time; memory does not grow with it.</summary>
    public static BatchSummary Of(TraceStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        int traces = 0, parsed = 0, unreadable = 0, measured = 0;
        long turns = 0, calls = 0, tokens = 0;
        double distance = 0;
        int[] within = new int[Thresholds.Length];
        List<string> problems = [];
        foreach (TraceReadResult result in store.TryRead())
        {
            if (result.Trace is not Trace trace)
            {
                unreadable++;
                if (problems.Count < MostProblems) problems.Add(result.Problem!.Message);
                continue;
            }

            traces++;
            turns += trace.Turns.Count;
            calls += trace.ToolCalls.Count;
            tokens += trace.Turns.Sum(TraceText.Tokens);
            if (trace.Reward is not { ParseSuccess: true } reward) continue;
            parsed++;
            for (int i = 0; i < within.Length; i++) within[i] += reward[$"acc@{Thresholds[i]}km"] > 0 ? 1 : 0;
            if (reward["distance@km"] is not double km || double.IsNaN(km)) continue;
            measured++;
            distance += km;
        }

        return new BatchSummary
        {
            Traces = traces,
            Unreadable = unreadable,
            Problems = problems,
            Parsed = parsed,
            AverageDistanceKm = Ratio(distance, measured),
            Accuracy = [.. Thresholds.Select((km, i) => new AccuracyCount(km, within[i], Percent(within[i], traces) ?? 0))],
            Turns = turns,
            ToolCalls = calls,
            Tokens = tokens,
        };
    }

    private static double? Ratio(double part, long whole) => whole == 0 ? null : part / whole;

    private static double? Percent(long part, long whole) => Ratio(100.0 * part, whole);
}
