namespace SPAgent;

/// <summary>How a figure is spread over the things that have it. Quantiles are linear, as NumPy computes
/// them.</summary>
[TypeFormatterSource]
public sealed record Distribution
{
    /// <summary>What is measured, such as <c>tokens_per_trace</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How many values there are; things without the figure are not counted.</summary>
    public required int Count { get; init; }

    /// <summary>The arithmetic mean; null without values, as all that follow.</summary>
    public double? Mean { get; init; }

    /// <summary>The smallest value.</summary>
    public double? Min { get; init; }

    /// <summary>A quarter of the values is at most this.</summary>
    public double? LowerQuartile { get; init; }

    /// <summary>Half of the values is at most this.</summary>
    public double? Median { get; init; }

    /// <summary>Three quarters of the values are at most this.</summary>
    public double? UpperQuartile { get; init; }

    /// <summary>95 of 100 values are at most this.</summary>
    public double? Percentile95 { get; init; }

    /// <summary>The largest value.</summary>
    public double? Max { get; init; }

    /// <summary>The values counted in neighbouring intervals, from the smallest on; none without values.</summary>
    public IReadOnlyList<DistributionBin> Bins { get; init; } = [];

    /// <summary>Describes values; those that are not finite are left out.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="values">The values, in any order.</param>
    /// <param name="edges">Where bins begin and end, ascending; values beyond go to the outer bins. Null for about
    /// twelve round ones.</param>
    public static Distribution Of(string name, IEnumerable<double> values, IReadOnlyList<double>? edges = null)
    {
        double[] sorted = [.. values.Where(double.IsFinite)];
        if (sorted.Length == 0) return new Distribution { Name = name, Count = 0 };
        // Before the sort: the same order gives the same sum to the last bit.
        double mean = sorted.Sum() / sorted.Length;
        Array.Sort(sorted);
        return new Distribution
        {
            Name = name,
            Count = sorted.Length,
            Mean = mean,
            Min = sorted[0],
            LowerQuartile = Quantile(sorted, 0.25),
            Median = Quantile(sorted, 0.5),
            UpperQuartile = Quantile(sorted, 0.75),
            Percentile95 = Quantile(sorted, 0.95),
            Max = sorted[^1],
            Bins = DistributionBin.Fill(sorted, edges ?? DistributionBin.RoundEdges(sorted)),
        };
    }

    /// <summary>The linear quantile of sorted values, of which there must be one.</summary>
    internal static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((sorted[below + 1] - sorted[below]) * (place - below))
            : sorted[below];
    }
}
