using System.Text;
using System.Text.Json.Serialization;

namespace SPAgent;

/// <summary>What an export did.</summary>
[TypeFormatterSource]
public sealed record ExportReport
{
    /// <summary>The most entries that <see cref="Refused"/> lists.</summary>
    public const int MostRefusalsListed = 1000;

    /// <summary>Name of the format.</summary>
    public required string Format { get; init; }

    /// <summary>The file or folder, as an absolute path.</summary>
    public required string Output { get; init; }

    /// <summary>Whether the output is there. False when strict and a row was refused: then what was there before is
    /// untouched.</summary>
    public required bool Published { get; init; }

    /// <summary>Rows written to all splits.</summary>
    public required int Rows { get; init; }

    /// <summary>Those of them in the validation split.</summary>
    public required int ValidationRows { get; init; }

    /// <summary>Rows that the filters left out.</summary>
    public required int Filtered { get; init; }

    /// <summary>Rows left out because an earlier one says the same.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Rows whose observations replay brought back but no recorded hash proves.</summary>
    public required int Unproved { get; init; }

    /// <summary>Rows with a tool call that failed. ms-swift learns nothing from its message; other trainers learn it
    /// like any other.</summary>
    public required int WithFailedCalls { get; init; }

    /// <summary>Rows of traces or sessions that are labelled drop, and were written all the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LabelledDrop { get; init; }

    /// <summary>Rows with a better answer in the place of the model's; see
    /// <see cref="ExportOptions.UseBetterAnswers"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int BetterAnswers { get; init; }

    /// <summary>Different pictures written.</summary>
    public required int Images { get; init; }

    /// <summary>Rows that were not written although the filters took them.</summary>
    public required int RefusedCount { get; init; }

    /// <summary>The first <see cref="MostRefusalsListed"/> of these, in order.</summary>
    public required IReadOnlyList<ExportRefusal> Refused { get; init; }

    /// <summary>
    /// How many rows of the dataset gave no pair, by the reason; null for other tasks than
    /// <see cref="TrainingTask.Dpo"/>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, int>? WithoutPair { get; init; }

    /// <summary>Rows, card and companions; the pictures are in the manifest.</summary>
    public required IReadOnlyList<ExportedFile> Files { get; init; }

    /// <summary>Those of <see cref="ExportOptions.Ids"/> that no session, sample or trace has; null when there are
    /// none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? UnknownIds { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        StringBuilder text = new();
        string validation = ValidationRows > 0 ? $" ({ValidationRows:N0} for validation)" : "";
        text.Append(Published ? $"{Rows:N0} rows{validation} and {Images:N0} pictures written to {Output} ({Format})"
            : $"Nothing written to {Output}: strict, and rows were refused");
        if (Filtered > 0) text.Append($", {Filtered:N0} filtered out");
        if (Duplicates > 0) text.Append($", {Duplicates:N0} duplicates left out");
        if (Unproved > 0) text.Append($", {Unproved:N0} with pictures that no hash proves");
        if (WithFailedCalls > 0) text.Append($", {WithFailedCalls:N0} with tool calls that failed");
        if (BetterAnswers > 0) text.Append($", {BetterAnswers:N0} with a better answer");
        if (LabelledDrop > 0) text.Append($", {LabelledDrop:N0} labelled drop");
        if (WithoutPair is { Count: > 0 } none)
            text.Append($", {none.Values.Sum():N0} rows of the dataset without a pair ({Reasons(none)})");
        if (RefusedCount > 0) text.Append($", {RefusedCount:N0} refused:");
        foreach (ExportRefusal refusal in Refused.Take(20)) text.Append($"\n  {refusal}");
        if (RefusedCount > 20) text.Append($"\n  … and {RefusedCount - 20:N0} more");
        return text.ToString();
    }

    /// <summary>Reasons with their numbers, on one line.</summary>
    internal static string Reasons(IReadOnlyDictionary<string, int> reasons) =>
        string.Join("; ", reasons.Select(reason => $"{reason.Key}: {reason.Value:N0}"));
}
