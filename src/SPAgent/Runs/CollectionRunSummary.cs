using System.Text.Json.Serialization;

namespace SPAgent;

/// <summary>What a <see cref="CollectionRun"/> did.</summary>
[TypeFormatterSource]
public sealed record CollectionRunSummary
{
    /// <summary>Folder of the collection.</summary>
    public required string Output { get; init; }

    /// <summary>Questions that were given.</summary>
    public required int Questions { get; init; }

    /// <summary>Questions whose session was there before, and those given twice.</summary>
    public required int AnsweredEarlier { get; init; }

    /// <summary>Questions left out because they failed in an earlier run.</summary>
    public required int FailedEarlier { get; init; }

    /// <summary>Sessions saved.</summary>
    public required int Answered { get; init; }

    /// <summary>Questions that failed; <c>failures.jsonl</c> says why.</summary>
    public required int Failed { get; init; }

    /// <summary>The answers of this run, in the order of the questions.</summary>
    public required IReadOnlyList<string> Answers { get; init; }

    /// <summary>Replies that a cache gave, which cost nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int FromCache { get; init; }

    /// <summary>Cost of the folder so far, earlier runs and failed requests included; null without prices.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Cost { get; init; }

    /// <summary>The budget that ended the run before its last question; null where none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StoppedBy { get; init; }

    /// <summary>Why most of those failed that did in this run; null where none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CommonestFailure { get; init; }

    /// <summary>How good the answers are; null where no reward was asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CollectionEvaluation? Evaluation { get; init; }

    /// <summary>What each server did in this run; null unless the model is behind several.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EndpointStatus>? Servers { get; init; }

    /// <inheritdoc/>
    public override string ToString() => TerminalText.Text(
        $"{(Questions == 1 && Answers is [var only] ? $"{only}\n" : "")}{Answered} of {Questions} questions answered "
        + $"({AnsweredEarlier} were answered before, {FailedEarlier} failed before, {Failed} failed "
        + $"now); sessions in {Output}"
        + (CommonestFailure is null ? ""
            : $"\n{(Answered + AnsweredEarlier == 0 ? "None was answered" : "Some failed")}; "
            + $"the commonest reason: {CommonestFailure}")
        + (FromCache > 0 ? $"\n{FromCache:N0} replies came from the cache" : "")
        + (Cost is { } cost ? FormattableString.Invariant($"\nCost of the folder so far: {cost:0.00##}") : "")
        + (StoppedBy is null ? "" : $"\n{StoppedBy}")
        + (Evaluation is null ? "" : $"\n{Evaluation}")
        + string.Concat(Servers?.Select(server => $"\n{server}") ?? []));
}
