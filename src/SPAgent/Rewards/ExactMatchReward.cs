using System.Globalization;
using System.Text.Json;

namespace SPAgent;

/// <summary>
/// 1 when the answer equals the truth, else 0. The answer is the text in the last
/// <c>&lt;answer&gt;…&lt;/answer&gt;</c>, else in the last <c>\boxed{…}</c>. Case, white space and Unicode composition
/// do not count; numbers equal as numbers (<c>3.0</c> is 3).
/// </summary>
[TypeFormatterSource]
public sealed class ExactMatchReward : IReward
{
    /// <inheritdoc/>
    public string Name => "exact";

    /// <summary>Column that holds the truth: text or a number, or an array of which any member will do. Default
    /// <c>answer</c>.</summary>
    public string AnswerColumn { get; init; } = "answer";

    // Not a property of the class: those are settings, and stand in run.json.
    IReadOnlyList<string> IReward.TruthColumns => [AnswerColumn];

    /// <inheritdoc/>
    public RewardScore? Score(string response, JsonElement row)
    {
        ArgumentNullException.ThrowIfNull(response);
        string[] truths = RowText.Several(row, AnswerColumn);
        if (truths.Length == 0) return null;
        string? answer = AnswerText.Compared(response);
        return new RewardScore
        {
            Score = answer is not null && truths.Any(truth => Same(answer, Read(truth))) ? 1 : 0,
            ParseSuccess = answer is not null,
        };
    }

    // Datasets hold truths in tags or a box too. Of two boxes neither is the truth.
    private static string Read(string truth) => truth.AsSpan().Count(@"\boxed") < 2
        && AnswerText.Compared(truth) is { Length: > 0 } read ? read : truth;

    private static bool Same(string answer, string truth) =>
        AnswerText.Fold(answer) == AnswerText.Fold(truth)
            || (Number(answer) is double number && number == Number(truth) && Digits(answer) == Digits(truth));

    // Up to 28 of them: two long numbers that differ in the last one may be the same double.
    private static decimal? Digits(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;

    private static double? Number(string text)
    {
        bool read = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        return read && double.IsFinite(number) ? number : null;
    }
}
