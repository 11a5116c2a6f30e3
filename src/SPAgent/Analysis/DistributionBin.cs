namespace SPAgent;

/// <summary>An interval of a distribution.</summary>
/// <param name="From">Where it begins, inclusive.</param>
/// <param name="To">Where it ends, exclusive; inclusive for the last one.</param>
/// <param name="Count">Values in it.</param>
[TypeFormatterSource]
public sealed record DistributionBin(double From, double To, int Count)
{
    internal static IReadOnlyList<DistributionBin> Fill(ReadOnlySpan<double> sorted, IReadOnlyList<double> edges)
    {
        int[] counts = new int[edges.Count - 1];
        int bin = 0;
        foreach (double value in sorted)
        {
            while (bin + 1 < counts.Length && value >= edges[bin + 1]) bin++;
            counts[bin]++;
        }

        return [.. counts.Select((count, i) => new DistributionBin(edges[i], edges[i + 1], count))];
    }

    /// <summary>Edges a 1, 2 or 5 apart (times a power of ten) around the values; whole numbers get whole
    /// ones.</summary>
    internal static double[] RoundEdges(ReadOnlySpan<double> sorted, int about = 12)
    {
        double low = sorted[0], high = sorted[^1];
        double rough = Math.Max((high - low) / about, Math.Max(Math.Abs(high) * 1e-9, double.Epsilon));
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        bool whole = true;
        foreach (double value in sorted) whole &= double.IsInteger(value);
        if (whole || high == low) step = Math.Max(step, 1);
        // An edge is the number that it reads as: 3 / 5 is 0.6, and 3 * 0.2 is a little more.
        double perUnit = step is < 1 and > 1e-100 ? Math.Round(1 / step) : 0;
        double first = Math.Floor(InSteps(low));
        // Whole numbers stand for themselves, so the largest needs a bin of its own; another number may end the last
        // one.
        double last = whole ? Math.Floor(InSteps(high)) + 1 : Math.Ceiling(InSteps(high));
        int count = (int)Math.Clamp(last - first, 1, 4 * about);
        return [.. Enumerable.Range(0, count + 1)
            .Select(i => perUnit > 0 ? (first + i) / perUnit : (first + i) * step)];

        double InSteps(double value) => perUnit > 0 ? value * perUnit : value / step;
    }
}
