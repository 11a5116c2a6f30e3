using System.Text;

namespace SPAgent;

/// <summary>What paired differences allow to say.</summary>
internal static class PairedTests
{
    private const int Draws = 10_000;
    private const double Tail = 0.025, SamePart = 1e-9;

    /// <summary>
    /// The 95 % percentile interval of the mean (Efron and Tibshirani, 1993): 10,000 samples of as many differences,
    /// drawn with replacement. The draws depend on the name alone.
    /// </summary>
    public static (double Low, double High) Interval(string name, ReadOnlySpan<double> differences)
    {
        double first = differences[0];
        // Every sample has the same mean; it would be spoilt by rounding.
        if (!differences.ContainsAnyExcept(first)) return (first, first);
        HashRandom random = HashRandom.From(Encoding.UTF8.GetBytes(name));
        double[] means = new double[Draws];
        foreach (ref double mean in means.AsSpan())
        {
            double sum = 0;
            for (int i = 0; i < differences.Length; i++) sum += differences[random.Next(differences.Length)];
            mean = sum / differences.Length;
        }

        Array.Sort(means);
        return (Distribution.Quantile(means, Tail), Distribution.Quantile(means, 1 - Tail));
    }

    /// <summary>
    /// The two-sided exact binomial test of as many wins as losses, ties left out: the sign test, and of yes or no
    /// McNemar's.
    /// </summary>
    public static double PValue(int wins, int losses)
    {
        int count = wins + losses;
        // In logarithms: half to the power of some thousands is no number.
        double term = -count * Math.Log(2), sum = Math.Exp(term);
        for (int k = 1; k <= Math.Min(wins, losses); k++)
        {
            term += Math.Log((double)(count - k + 1) / k);
            sum += Math.Exp(term);
        }

        return Math.Min(1, 2 * sum);
    }

    /// <summary>Whether two means are the same but for the rounding of their sums.</summary>
    public static bool IsTie(double a, double b) =>
        Math.Abs(b - a) <= SamePart * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));
}
