namespace SPAgent;

/// <summary>The score of two runs over the rows that have the same value in a column of the dataset.</summary>
[TypeFormatterSource]
public sealed class ColumnComparison
{
    internal ColumnComparison(string column, string value, MetricComparison score) =>
        (Column, Value, Pairs, A, B, Difference, Low, High, Wins, Ties, Losses) = (column, value, score.Pairs, score.A,
            score.B, score.Difference, score.Low, score.High, score.Wins, score.Ties, score.Losses);

    /// <summary>The column, such as <c>country</c>.</summary>
    public string Column { get; }

    /// <summary>The value; for numbers an interval, such as <c>0.2 to 0.4</c>.</summary>
    public string Value { get; }

    /// <summary>Rows with a score in both.</summary>
    public int Pairs { get; }

    /// <summary>Mean score in A.</summary>
    public double A { get; }

    /// <summary>Mean score in B.</summary>
    public double B { get; }

    /// <summary>Mean of B − A.</summary>
    public double Difference { get; }

    /// <summary>Lower end of its 95 % interval. Of many groups one in twenty excludes 0 by chance.</summary>
    public double Low { get; }

    /// <summary>Upper end of the interval.</summary>
    public double High { get; }

    /// <summary>Rows where B has the higher score.</summary>
    public int Wins { get; }

    /// <summary>Rows where both have the same.</summary>
    public int Ties { get; }

    /// <summary>Rows where A has the higher score.</summary>
    public int Losses { get; }
}
