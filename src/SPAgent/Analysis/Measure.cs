namespace SPAgent;

/// <summary>A figure over the rows of a group, for <see cref="Table.Group"/>. Empty cells are left out; over nothing it
/// is empty.</summary>
[TypeFormatterSource]
public sealed class Measure
{
    private readonly Func<Table, double?> _of;

    /// <summary>A figure of one's own.</summary>
    /// <param name="name">Name of the column that it gives.</param>
    /// <param name="of">Works it out from the rows of a group; null for an empty cell.</param>
    public Measure(string name, Func<Table, double?> of) => (Name, _of) = (name, of);

    /// <summary>Name of the column.</summary>
    public string Name { get; }

    /// <summary>The mean of a column of numbers; of a column of flags the share that is true.</summary>
    public static Measure Mean(string column) => Over("mean", column, numbers => numbers.Average());

    /// <summary>The median of a column.</summary>
    public static Measure Median(string column) =>
        Over("median", column, numbers => Distribution.Quantile([.. numbers.Order()], 0.5));

    /// <summary>The sum of a column.</summary>
    public static Measure Sum(string column) => Over("sum", column, numbers => numbers.Sum());

    /// <summary>The smallest value of a column.</summary>
    public static Measure Min(string column) => Over("min", column, numbers => numbers.Min());

    /// <summary>The largest value of a column.</summary>
    public static Measure Max(string column) => Over("max", column, numbers => numbers.Max());

    internal double? Of(Table rows) => _of(rows);

    private static Measure Over(string what, string column, Func<IReadOnlyList<double>, double> of) =>
        new($"{what}_{column}", rows => rows.Numbers(column) is { Count: > 0 } numbers ? of(numbers) : null);
}
