using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>
/// 1 when the answer is a number close enough to the truth, else 0. The answer is looked for in answer tags, else in a
/// box, else the whole response where it is nothing but a number. A unit may stand around it; with two numbers in it
/// there is no answer. Metric: <c>error</c>, how far it is from the nearest truth.
/// </summary>
[TypeFormatterSource]
public sealed partial class NumericReward : IReward
{
    /// <inheritdoc/>
    public string Name => "numeric";

    /// <summary>Column that holds the truth: a number, or one as text, or an array of which any member will do. Default
    /// <c>answer</c>.</summary>
    public string AnswerColumn { get; init; } = "answer";

    /// <summary>How far the answer may be from the truth, in the truth's unit. Default 0; from 0.</summary>
    public double Tolerance { get; init => field = FromZero(value, nameof(Tolerance)); }

    /// <summary>How far it may be as a share of the truth, such as 0.05; the larger of both counts. Default 0; from
    /// 0.</summary>
    public double RelativeTolerance { get; init => field = FromZero(value, nameof(RelativeTolerance)); }

    // Not a property of the class: those are settings, and stand in run.json.
    IReadOnlyList<string> IReward.TruthColumns => [AnswerColumn];

    /// <inheritdoc/>
    public RewardScore? Score(string response, JsonElement row)
    {
        ArgumentNullException.ThrowIfNull(response);
        double[] truths = [.. RowText.Several(row, AnswerColumn).Select(Number).OfType<double>()];
        if (truths.Length == 0) return null;
        if (Answer(response) is not double answer) return new RewardScore { Score = 0, ParseSuccess = false };
        // 0.4 is within 0.1 of 0.3, though not in binary.
        bool near = truths.Any(truth => Math.Abs(answer - truth) <= Allowed(truth) * (1 + 1e-12));
        return new RewardScore
        {
            Score = near ? 1 : 0,
            ParseSuccess = true,
            Metrics = [new("error", truths.Min(truth => Math.Abs(answer - truth)))],
        };
    }

    private double Allowed(double truth) => Math.Max(Tolerance, RelativeTolerance * Math.Abs(truth));

    private static double? Answer(string response)
    {
        if (AnswerText.Compared(response) is { } written) return Number(written);
        string spoken = AnswerText.Spoken(response);
        return Alone().IsMatch(spoken) ? Number(spoken) : null;
    }

    // The one number of a text; null where there are none or several.
    private static double? Number(string text)
    {
        string plain = text.Replace('−', '-').Replace('－', '-').Replace('–', '-')
            .Replace("{,}", ",", StringComparison.Ordinal);
        MatchCollection found = Numbers().Matches(Owed().Replace(plain, "-"));
        if (found.Count != 1) return null;
        string digits = found[0].Value.Replace(",", "", StringComparison.Ordinal);
        bool read = double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        return read && double.IsFinite(number) ? number : null;
    }

    private static double FromZero(double value, string option) => double.IsFinite(value) && value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(option, value, $"{option} is a number from 0.");

    // -$5 is a number below zero.
    [GeneratedRegex(@"(?<![\w.,)\]}])-[$€£¥](?>\s*)(?=[\d.])")]
    private static partial Regex Owed();

    // "1,234.5", "-3", ".5", "6e3"; not the digit in m2, cm^2 or CO2, and nothing of "1,23", which may mean either.
    [GeneratedRegex(
        @"(?<![\w.,]|[A-Za-z]\}?\^\{?)[-+]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?(?![,.]?\d)")]
    private static partial Regex Numbers();

    // A number between a currency's sign and a unit.
    [GeneratedRegex(@"\A\s*[-+−–－]?(?:[$€£¥]\s*)?[-+−–－]?[\d.,]+(?:[eE][-+]?\d+)?(?:\s*[^\s\d]{1,12})?\s*\z")]
    private static partial Regex Alone();
}
