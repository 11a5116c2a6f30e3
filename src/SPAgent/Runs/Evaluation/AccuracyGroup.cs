namespace SPAgent;

/// <summary>How many answers of a group are right.</summary>
[TypeFormatterSource]
public sealed record AccuracyGroup
{
    // 97.5 % of a normal distribution lie below.
    private const double Deviations = 1.959963984540054;

    /// <summary>What they have in common, such as a task or a tool.</summary>
    public required string Name { get; init; }

    /// <summary>Answers with a score, and questions that got no answer.</summary>
    public required int Count { get; init; }

    /// <summary>Answers that the reward calls a success.</summary>
    public required int Correct { get; init; }

    /// <summary>Share of the right ones, from 0 to 1; null without any.</summary>
    public double? Accuracy => Count == 0 ? null : (double)Correct / Count;

    /// <summary>Lower end of the 95 % interval (Wilson's score interval).</summary>
    public double? Low => Wilson(-1);

    /// <summary>Upper end of the 95 % interval.</summary>
    public double? High => Wilson(1);

    /// <summary>One line, such as <c>counting: 12 of 20, 60.0 % (38.7 to 78.1)</c>.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Name}: {Correct} of {Count}, {100 * Accuracy:0.0} % ({100 * Low:0.0} to {100 * High:0.0})");

    private double? Wilson(int side)
    {
        if (Accuracy is not { } p) return null;
        // Exactly, not but for a rounding.
        if (side < 0 ? Correct == 0 : Correct == Count) return side < 0 ? 0 : 1;
        double square = Deviations * Deviations, n = Count;
        double margin = Deviations * Math.Sqrt((p * (1 - p) / n) + (square / (4 * n * n)));
        return Math.Clamp((p + (square / (2 * n)) + (side * margin)) / (1 + (square / n)), 0, 1);
    }
}
