using System.Text.Json.Serialization;

namespace SPAgent;

/// <summary>What a run did. Figures are of this run alone unless they say otherwise.</summary>
[TypeFormatterSource]
public sealed record DistillationSummary
{
    /// <summary>Folder of the traces.</summary>
    public required string Output { get; init; }

    /// <summary>Samples that the run was to have in the end.</summary>
    public required int Total { get; init; }

    /// <summary>Traces that were there before.</summary>
    public required int AlreadyDone { get; init; }

    /// <summary>Samples left out because they failed in an earlier run.</summary>
    public required int FailedEarlier { get; init; }

    /// <summary>Traces written.</summary>
    public required int Done { get; init; }

    /// <summary>Samples that failed; <c>failures.jsonl</c> says why.</summary>
    public required int Failed { get; init; }

    /// <summary>
    /// Rollouts that were not asked for because their row was solved
    /// (<see cref="DistillationOptions.StopWhenSolved"/>).
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int NotAsked { get; init; }

    /// <summary>Traces whose answer the reward could read.</summary>
    public required int ParseSuccess { get; init; }

    /// <summary>
    /// Traces whose reward is a success (<see cref="DistillationOptions.SuccessWhen"/>); null where a row is asked once
    /// and no rule was given.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Successes { get; init; }

    /// <summary>Mean reward of the traces that have one; null when none has.</summary>
    public double? MeanScore { get; init; }

    /// <summary>Mean distance to the truth in kilometres over answers that could be read; null without a
    /// distance.</summary>
    public double? MeanDistanceKm { get; init; }

    /// <summary>Tool calls made.</summary>
    public required int ToolCalls { get; init; }

    /// <summary>Tokens used, as the model reports them.</summary>
    public required long Tokens { get; init; }

    /// <summary>Replies that a cache gave, which cost nothing and whose tokens are not among
    /// <see cref="Tokens"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int FromCache { get; init; }

    /// <summary>Cost of the folder so far, earlier runs and failed requests included; null without prices.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Cost { get; init; }

    /// <summary>The budget that ended the run before its last sample; null where none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StoppedBy { get; init; }

    /// <summary>Requests to the judge, where the reward asks one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int JudgeRequests { get; init; }

    /// <summary>Tokens of the judge, which are not among <see cref="Tokens"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long JudgeTokens { get; init; }

    /// <summary>Traces without a reward because its judge gave no verdict; <c>spagent rescore</c> asks again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Unscored { get; init; }

    /// <summary>Wall time.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Why most of those failed that did in this run; null where none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CommonestFailure { get; init; }

    /// <summary>What each server did in this run; null unless the model is behind several.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EndpointStatus>? Servers { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Done} traces written to {Output} in {Elapsed.TotalSeconds:0.0} s ({AlreadyDone} "
        + $"were there, {Failed} failed" +
        $"{(FailedEarlier > 0 ? $", {FailedEarlier} failed earlier" : "")}" +
        $"{(NotAsked > 0 ? $", {NotAsked} not asked: solved" : "")}), {ToolCalls} tool calls, {Tokens:N0} tokens" +
        $"{(MeanScore is { } score ? $", mean score {score:0.000}" : "")}{(MeanDistanceKm is { } km ? $", mean distance {km:0.0} km" : "")}" +
        $"{(Successes is { } solved ? $", {solved} successes" : "")}" +
        (JudgeRequests > 0 ? $"; judge: {JudgeRequests:N0} requests, {JudgeTokens:N0} tokens" : "") +
        (Unscored > 0 ? $"\n{Unscored} traces have no verdict: check says why, spagent rescore asks again." : "") +
        (CommonestFailure is null ? "" : $"\n{(Done + AlreadyDone == 0 ? "Every sample failed" : "Some failed")}; "
            + $"the commonest reason: {TerminalText.Text(CommonestFailure)}")
        + (FromCache > 0 ? $"\n{FromCache:N0} replies came from the cache" : "")
        + (Cost is { } cost ? FormattableString.Invariant($"\nCost of the folder so far: {cost:0.00##}") : "")
        + (StoppedBy is null ? "" : $"\n{StoppedBy}")
        + string.Concat(Servers?.Select(server => $"\n{server}") ?? []);
}
