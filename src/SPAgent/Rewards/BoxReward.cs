using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>
/// How well a box in the answer covers the true one: the area that both share by the area that either has (IoU), from 0
/// to 1. The answer's box is the last four numbers that stand together in brackets, in answer tags, else in a box, else
/// in the whole response: <c>[x1, y1, x2, y2]</c> or <c>(x1, y1), (x2, y2)</c>. Metric: <c>iou</c>. Both boxes are in
/// the same unit.
/// </summary>
[TypeFormatterSource]
public sealed partial class BoxReward : IReward
{
    /// <inheritdoc/>
    public string Name => "box";

    /// <summary>
    /// Column that holds the truth: an array of four numbers, or an array of such boxes of which the best covered one
    /// counts. Default <c>box</c>.
    /// </summary>
    public string AnswerColumn { get; init; } = "box";

    /// <summary>Whether the truth is x, y, width and height, as in COCO, not two corners. Default no.</summary>
    public bool TruthHasSize { get; init; }

    // Not a property of the class: those are settings, and stand in run.json.
    IReadOnlyList<string> IReward.TruthColumns => [AnswerColumn];

    /// <inheritdoc/>
    /// <remarks>A true box without area is no truth.</remarks>
    public RewardScore? Score(string response, JsonElement row)
    {
        ArgumentNullException.ThrowIfNull(response);
        Box[] truths = [.. Truths(row).Where(truth => truth.Area > 0)];
        if (truths.Length == 0) return null;
        Box? answer = Answer(AnswerText.Compared(response) ?? AnswerText.Spoken(response));
        double iou = answer is { } given ? truths.Max(given.Iou) : 0;
        return new RewardScore { Score = iou, ParseSuccess = answer is not null, Metrics = [new("iou", iou)] };
    }

    private IEnumerable<Box> Truths(JsonElement row)
    {
        if (RowText.Column(row, AnswerColumn) is not { ValueKind: JsonValueKind.Array } column) return [];
        return column.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Array)
            ? column.EnumerateArray().Select(Truth).OfType<Box>() : Truth(column) is { } one ? [one] : [];
    }

    private Box? Truth(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != 4) return null;
        double?[] numbers = [.. value.EnumerateArray().Select(number => RowText.Of(number) is { } text
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double read)
            && double.IsFinite(read) ? read : (double?)null)];
        if (numbers is not [{ } x, { } y, { } right, { } bottom]) return null;
        return TruthHasSize ? Box.Of(x, y, x + right, y + bottom) : Box.Of(x, y, right, bottom);
    }

    private static Box? Answer(string text)
    {
        if (Boxes().Matches(text.Replace('−', '-')).LastOrDefault() is not { } found) return null;
        double[] sides = [.. found.Groups["side"].Captures
            .Select(side => double.Parse(side.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture))];
        return Box.Of(sides[0], sides[1], sides[2], sides[3]);
    }

    // Four numbers and no fifth: "[1, 2, 3, 4]", "(1,2),(3,4)", "[[1 2] [3 4]]".
    [GeneratedRegex(@"(?<=[\[(]\s*)(?<side>-?(?:[0-9]{1,9}(?:\.[0-9]{1,20})?|\.[0-9]{1,20}))"
        + @"(?:[\s,\[\]()]+(?<side>-?(?:[0-9]{1,9}(?:\.[0-9]{1,20})?|\.[0-9]{1,20}))){3}(?=\s*[\])])")]
    private static partial Regex Boxes();

    private readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        public double Area => (Right - Left) * (Bottom - Top);

        // Corners may come in any order.
        public static Box Of(double x1, double y1, double x2, double y2) =>
            new(Math.Min(x1, x2), Math.Min(y1, y2), Math.Max(x1, x2), Math.Max(y1, y2));

        public double Iou(Box other)
        {
            double width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
            double height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
            if (width <= 0 || height <= 0) return 0;
            double shared = width * height;
            return shared / (Area + other.Area - shared);
        }
    }
}
