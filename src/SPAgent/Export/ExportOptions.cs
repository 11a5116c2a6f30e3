using System.Collections.Concurrent;

namespace SPAgent;

/// <summary>What is exported, and how. The defaults take everything, in the way that is usual for the format.</summary>
/// <remarks>A row that a filter asks about and that does not know the answer, such as its reward, is left
/// out.</remarks>
[TypeFormatterSource]
public sealed record ExportOptions
{
    /// <summary>Where the pictures of traces are; null to open the dataset that each trace names, read-only and never
    /// over a network.</summary>
    public ImageDataset? Dataset { get; init; }

    /// <summary>Tools beside zoom and rotate that replay needs to bring observations of traces back.</summary>
    public IReadOnlyList<ImageTool> Tools { get; init; } = [];

    /// <summary>
    /// What the user said in traces that keep no prompt; <c>&lt;image&gt;</c> stands for the picture. Null refuses such
    /// traces: a prompt is never made up.
    /// </summary>
    public string? UserPrompt { get; init; }

    /// <summary>Whether a trace without recorded hashes, whose pictures can't be proved, is refused. Default
    /// false.</summary>
    public bool RequireProof { get; init; }

    /// <summary>Only sessions that succeeded and traces with an answer that could be read (true), or only the others
    /// (false). Default: all.</summary>
    public bool? Success { get; init; }

    /// <summary>Least reward: a trace's score, or <c>score</c> in a session's metadata, else in <c>reward</c>
    /// there.</summary>
    public double? MinReward { get; init; }

    /// <summary>Whether only rows are taken whose reward calls them a success. Default false.</summary>
    public bool Solved { get; init; }

    /// <summary>What a success is. Default null: what <see cref="RewardScore.Success"/> says.</summary>
    public SuccessRule? SuccessWhen { get; init; }

    /// <summary>
    /// Most traces of one row of the dataset: those of the highest rewards, of equal ones the earlier. Default null:
    /// all; from 1.
    /// </summary>
    /// <remarks>
    /// This and the two that follow look at the answers to a row together, behind all other filters. They are for
    /// traces alone.
    /// </remarks>
    public int? PerRow
    {
        get;
        init
        {
            if (value is { } most) ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(PerRow));
            field = value;
        }
    }

    /// <summary>
    /// By how much a trace's reward is at least above the worst reward of its row. Default null: by nothing. From 0. A
    /// row whose answers are all alike gives nothing then. For <see cref="TrainingTask.Dpo"/>: least difference of the
    /// rewards in a pair.
    /// </summary>
    public double? MinMargin
    {
        get;
        init
        {
            if (value is { } least) ArgumentOutOfRangeException.ThrowIfNegative(least, nameof(MinMargin));
            field = value;
        }
    }

    /// <summary>
    /// How similar two traces of a row may be at most, from 0 to 1, the same texts being 1: of more similar ones that
    /// with the highest reward is taken. Default null: any. What the model said and called is compared, by stretches of
    /// four characters.
    /// </summary>
    public double? MaxSimilar { get; init => field = value is { } most ? Ranges.Check(most, 0, 1) : null; }

    /// <summary>Only rows with tool calls (true) or without (false). Default: all.</summary>
    public bool? UsesTools { get; init; }

    /// <summary>Whether rows are left out in which a tool call failed. Default false: the model went on from it, and
    /// its message carries no loss where the format can say so.</summary>
    public bool WithoutFailedCalls { get; init; }

    /// <summary>
    /// In which unit the student writes boxes: calls of the zoom and its description are converted. Default null: as
    /// the model was told and wrote them.
    /// </summary>
    public BoxUnits? BoxUnits { get; init; }

    /// <summary>Most tokens of the longest request and its reply, as the server counted them.</summary>
    public long? MaxTokens { get; init; }

    /// <summary>Least number of turns of a trace, or of samples of a session.</summary>
    public int? MinTurns { get; init; }

    /// <summary>Most turns of a trace, or samples of a session.</summary>
    public int? MaxTurns { get; init; }

    /// <summary>The rows to take: session ids, sample ids, or trace indices such as <c>17</c>. Null takes
    /// all.</summary>
    public IReadOnlySet<string>? Ids { get; init; }

    /// <summary>
    /// Whether the better answer that a label gives stands in the place of the model's last reply, scored by the run's
    /// reward; filters by reward go by that score. Default false.
    /// </summary>
    public bool UseBetterAnswers { get; init; }

    /// <summary>What the student is trained by. Default: <see cref="TrainingTask.Sft"/>.</summary>
    public TrainingTask Task { get; init; }

    /// <summary>Which traces of a row become pairs, for <see cref="TrainingTask.Dpo"/>. Default: the best against the
    /// worst.</summary>
    public PairChoice Pairs { get; init; }

    /// <summary>Which words of the model are learnt. Default: all of them, but for calls that failed where the format
    /// can say so.</summary>
    public LossScope LossOn { get; init; }

    /// <summary>The licence that the card names, as the Hub spells it, such as <c>cc-by-4.0</c>; null for
    /// <c>unknown</c>.</summary>
    public string? Licence { get; init; }

    /// <summary>How tool calls are written; null takes <see cref="TrainingFormat.DefaultToolStyle"/>. Formats without
    /// roles for tools write text.</summary>
    public ToolStyle? ToolStyle { get; init; }

    /// <summary>Whether reasoning that came apart from a reply stands in front of it, inside <c>&lt;think&gt;</c>.
    /// Default true.</summary>
    public bool Reasoning { get; init; } = true;

    /// <summary>Whether sharegpt rows of sessions have the question in place of the whole prompt. Default
    /// false.</summary>
    public bool QuestionOnly { get; init; }

    /// <summary>What becomes of pictures; null refers to them in the file formats and copies them in the folder
    /// formats.</summary>
    public ImageHandling? Images { get; init; }

    /// <summary>Which name of a session's picture is exported where pictures are referenced. Default: that of the saved
    /// copy.</summary>
    public ImageNaming ImageNames { get; init; }

    /// <summary>Whether a row that says the same about the same pictures as an earlier one is left out. Default
    /// false.</summary>
    public bool Deduplicate { get; init; }

    /// <summary>Share of rows that go to the validation split, from 0 (no such split, the default) to below
    /// 1.</summary>
    /// <remarks>
    /// Drawn by the content of the pictures, so that the same rows are drawn again and no picture is in both splits. A
    /// row that shows pictures of both is refused.
    /// </remarks>
    public double ValidationShare
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(ValidationShare));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 1, nameof(ValidationShare));
            field = value;
        }
    }

    /// <summary>Seed of the draw for the validation split.</summary>
    public int Seed { get; init; }

    /// <summary>Whether one refused row keeps the whole export from being written. Default false.</summary>
    public bool Strict { get; init; }

    /// <summary>The command that asks for the export, for its card.</summary>
    public string? Command { get; init; }

    /// <summary>Those of <see cref="Ids"/> that something was found for; kept by one export.</summary>
    internal ConcurrentDictionary<string, bool>? IdsFound { get; init; }
}
