using System.Text.Json.Serialization;

namespace SPAgent.Cli;

/// <summary>What a run of <c>spagent collect</c> did.</summary>
internal sealed record CollectionRunSummary
{
    public required string Output { get; init; }

    public required int Questions { get; init; }

    public required int AnsweredEarlier { get; init; }

    public required int FailedEarlier { get; init; }

    public required int Answered { get; init; }

    public required int Failed { get; init; }

    public required IReadOnlyList<string> Answers { get; init; }

    /// <summary>Why most questions failed, where all did; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CommonestFailure { get; init; }

    public override string ToString() =>
        $"{(Questions == 1 && Answers is [var only] ? $"{only}\n" : "")}{Answered} of {Questions} questions answered "
        + $"({AnsweredEarlier} were answered before, {FailedEarlier} failed before, {Failed} failed now); sessions in {Output}"
        + (CommonestFailure is null ? "" : $"\nNone was answered; the commonest reason: {CommonestFailure}");
}
