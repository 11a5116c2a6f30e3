namespace SPAgent;

/// <summary>A row as two runs answered it.</summary>
[TypeFormatterSource]
public sealed class RowComparison
{
    private const double NearKm = 25;

    internal RowComparison(ComparedRow a, ComparedRow b)
    {
        (RowA, RowB) = (a.Row, b.Row);
        (AnswerA, AnswerB) = ($"{a.Traces[0].Answer}", $"{b.Traces[0].Answer}");
        if (a.Values.TryGetValue(TraceComparison.Score, out double scoreA)) A = scoreA;
        if (b.Values.TryGetValue(TraceComparison.Score, out double scoreB)) B = scoreB;
        Difference = A is { } from && B is { } to ? PairedTests.IsTie(from, to) ? 0 : to - from : null;
        bool[] agree = [.. from one in a.Traces
                           join other in b.Traces on one.Rollout equals other.Rollout
                           select Agree(one.Answer, other.Answer) into said
                           where said is not null
                           select said.Value];
        if (agree.Length > 0) Agreement = agree.Count(said => said) / (double)agree.Length;
    }

    /// <summary>Index of the row in A.</summary>
    public int RowA { get; }

    /// <summary>Index of the row in B: another one where the datasets differ.</summary>
    public int RowB { get; }

    /// <summary>Mean score in A; null without one.</summary>
    public double? A { get; }

    /// <summary>Mean score in B; null without one.</summary>
    public double? B { get; }

    /// <summary>B − A; null where one of them is.</summary>
    public double? Difference { get; }

    /// <summary>The first answer in A; <c>none</c> where there is nothing.</summary>
    public string AnswerA { get; }

    /// <summary>The first answer in B.</summary>
    public string AnswerB { get; }

    /// <summary>
    /// Share of the rollouts that both have whose answers agree, from 0 to 1: places within 25 km, the same option, or
    /// the same text whatever its case. Null where no rollout has two answers.
    /// </summary>
    public double? Agreement { get; }

    /// <summary>How far apart the scores are.</summary>
    internal double Distance => Math.Abs(Difference ?? 0);

    private static bool? Agree(TraceAnswer a, TraceAnswer b)
    {
        if (a.DistanceKm(b) is { } km) return km <= NearKm;
        if (a.Choice is { } one && b.Choice is { } other) return one == other;
        return a.Text is null || b.Text is null ? null
            : string.Equals(a.Text.Trim(), b.Text.Trim(), StringComparison.OrdinalIgnoreCase);
    }
}
