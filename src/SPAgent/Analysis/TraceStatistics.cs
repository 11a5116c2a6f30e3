using System.Text.Json;
using System.Text.Json.Serialization;

namespace SPAgent;

/// <summary>The figures of a whole folder of traces. As JSON its names are in snake case; averages over nothing are
/// null.</summary>
[TypeFormatterSource]
public sealed record TraceStatistics
{
    internal const string Biased =
        "The run stopped asking about a row at its successes (stop_when_solved): that biases pass@k, so there is none.";

    /// <summary>Traces that could be read; every percentage and average over traces counts these.</summary>
    public required int TotalTraces { get; init; }

    /// <summary>Trace files that could not be read.</summary>
    public required int Unreadable { get; init; }

    /// <summary>What was wrong with the first 20 of those.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Traces whose answer could be read.</summary>
    public required int ParseSuccess { get; init; }

    /// <summary>The same in percent.</summary>
    public double? ParseSuccessPercent => Percent(ParseSuccess, TotalTraces);

    /// <summary>Mean reward of the traces that have one.</summary>
    public double? AverageReward => Of("reward").Mean;

    /// <summary>Mean distance in kilometres of the traces whose answer could be read and that have one.</summary>
    public double? AverageDistanceKm => Of("distance_km").Mean;

    /// <summary>Median distance in kilometres of the same.</summary>
    public double? MedianDistanceKm => Of("distance_km").Median;

    /// <summary>Traces within 1, 25, 200, 750 and 2,500 km.</summary>
    public required IReadOnlyList<AccuracyCount> Accuracy { get; init; }

    /// <summary>Rows of the dataset that have a trace.</summary>
    public int Rows { get; init; }

    /// <summary>
    /// Answers to a row that were asked for: as the run says, or as many as the row with the most has.
    /// </summary>
    public int Rollouts { get; init; }

    /// <summary>
    /// By k (1, 2, 4 and so on, and <see cref="Rollouts"/>): the chance that one of k answers to a row is a success,
    /// averaged over rows with at least k rewards: 1 − C(n−c, k) / C(n, k) for c successes of n. An answer that could
    /// not be read is a wrong one; one without reward is not counted. Null where no row has that many. Null as a whole
    /// where there can't be one: see <see cref="PassAtKReason"/>.
    /// </summary>
    public IReadOnlyDictionary<int, double?>? PassAtK { get; init; }

    /// <summary>Rows that stand behind each figure of <see cref="PassAtK"/>.</summary>
    public IReadOnlyDictionary<int, int>? PassAtKRows { get; init; }

    /// <summary>Why there is no <see cref="PassAtK"/>; null where there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PassAtKReason { get; init; }

    /// <summary>Mean over rows of the mean reward of a row's answers.</summary>
    public double? AverageRowReward { get; init; }

    /// <summary>Mean over rows with several rewards of their standard deviation (of the population).</summary>
    public double? AverageRowRewardSpread { get; init; }

    /// <summary>Rows with several rewards of which all are successes: GRPO learns nothing from them.</summary>
    public int RowsAllSucceed { get; init; }

    /// <summary>Rows with several rewards of which none is a success: GRPO learns nothing from them.</summary>
    public int RowsNoneSucceed { get; init; }

    /// <summary>Turns of all traces.</summary>
    public required long TotalTurns { get; init; }

    /// <summary>Turns a trace.</summary>
    public double? AverageTurns => Ratio(TotalTurns, TotalTraces);

    /// <summary>Tool calls of all traces, failed ones included.</summary>
    public required long TotalToolCalls { get; init; }

    /// <summary>Tool calls that failed.</summary>
    public required long FailedToolCalls { get; init; }

    /// <summary>Tool calls a trace.</summary>
    public double? AverageToolCalls => Ratio(TotalToolCalls, TotalTraces);

    /// <summary>Tool calls in percent of the turns.</summary>
    public double? ToolUsePercent => Percent(TotalToolCalls, TotalTurns);

    /// <summary>Tokens of all turns.</summary>
    public required long TotalTokens { get; init; }

    /// <summary>Requests to judges that the traces keep, whatever came of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long JudgeRequests { get; init; }

    /// <summary>Tokens of judges, which are not among <see cref="TotalTokens"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long JudgeTokens { get; init; }

    /// <summary>Tokens a trace.</summary>
    public double? AverageTokensPerTrace => Ratio(TotalTokens, TotalTraces);

    /// <summary>Tokens a turn.</summary>
    public double? AverageTokensPerTurn => Ratio(TotalTokens, TotalTurns);

    /// <summary>
    /// The spread of turns, tool_calls, tokens, duration_ms, reward and distance_km (one value a trace), of
    /// response_characters, turn_tokens and latency_ms (one a turn), and of prompt_characters (system and user prompt
    /// of a trace that keeps them).
    /// </summary>
    public required IReadOnlyList<Distribution> Distributions { get; init; }

    /// <summary>The tools, the most called first.</summary>
    public required IReadOnlyList<ToolStatistics> Tools { get; init; }

    /// <summary>
    /// The outcomes by each column of the dataset that groups rows: texts of 2 to 64 values that most rows share with
    /// another, and about five round intervals of each number.
    /// </summary>
    public required IReadOnlyList<ColumnStatistics> Columns { get; init; }

    /// <summary>The figures as rows: <c>figure</c> and <c>value</c>.</summary>
    public Table ToTable()
    {
        TableBuilder table = new();
        foreach (JsonProperty figure in JsonSerializer.SerializeToElement(this, JsonSettings.Line).EnumerateObject())
        {
            if (figure.Value.ValueKind == JsonValueKind.Number)
                table.Add(("figure", figure.Name), ("value", figure.Value.GetDouble()));
        }

        foreach ((int k, double? pass) in PassAtK ?? new Dictionary<int, double?>())
        {
            table.Add(("figure", $"pass_at_{k}"), ("value", pass));
        }

        foreach (AccuracyCount accuracy in Accuracy)
            table.Add(("figure", $"accuracy_{accuracy.Km}km_percent"), ("value", accuracy.Percent));
        return table.Build();
    }

    /// <summary>The figures as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSettings.Pretty);

    /// <summary>The figures for a terminal; what could not be worked out shows as N/A.</summary>
    public override string ToString() => TraceStatisticsText.Of(this);

    private Distribution Of(string name) => Distributions.First(distribution => distribution.Name == name);

    private static double? Ratio(double part, long whole) => whole == 0 ? null : part / whole;

    private static double? Percent(long part, long whole) => Ratio(100.0 * part, whole);
}
