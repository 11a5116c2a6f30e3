namespace SPAgent;

/// <summary>Chooses the rows of a run. Pure: the same dataset and options give the same rows in the same
/// order.</summary>
internal static class SampleSelection
{
    /// <summary>Indices in the dataset, in the order in which they are to be taken.</summary>
    /// <exception cref="DatasetException">The difficulty column is absent.</exception>
    public static IReadOnlyList<int> Choose(ImageDataset dataset, DistillationOptions options)
    {
        IEnumerable<int> rows = Enumerable.Range(0, dataset.Count);
        rows = options.Strategy switch
        {
            SamplingStrategy.Order => rows,
            // Rank by hash, not by Random: a row more never reshuffles the others.
            SamplingStrategy.Random => rows.OrderBy(row => HashRandom.Rank(options.Seed, row)).ThenBy(row => row),
            SamplingStrategy.Hardest => ByDifficulty(dataset, options.DifficultyColumn, sign: -1),
            SamplingStrategy.Adaptive =>
                throw new ArgumentException("The adaptive strategy draws while the run goes on.", nameof(options)),
            SamplingStrategy.Easiest => ByDifficulty(dataset, options.DifficultyColumn, sign: 1),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Strategy, "Unknown strategy."),
        };
        return [.. rows.Take(options.Samples)];
    }

    private static IEnumerable<int> ByDifficulty(ImageDataset dataset, string column, int sign)
    {
        if (!dataset.Columns.Any(known => known.Name == column))
        {
            throw new DatasetException(dataset.Path,
                $"there is no column \"{column}\" to sort by "
                + $"(columns: {string.Join(", ", dataset.Columns.Select(known => known.Name))}). " +
                "Name one with DifficultyColumn (--difficulty-column), or use the random or order strategy.");
        }

        return dataset.Column(column)
            .Select((value, index) => (Index: index, Difficulty: Number(value)))
            .OrderBy(row => row.Difficulty is null)
            .ThenBy(row => sign * row.Difficulty)
            .ThenBy(row => row.Index)
            .Select(row => row.Index);
    }

    /// <summary>A value as a number; null where it is none, or NaN.</summary>
    internal static double? Number(object? value)
    {
        double? number = value switch
        {
            double real => real,
            float real => real,
            long whole => whole,
            ulong whole => whole,
            _ => null
        };
        return number is { } known && double.IsNaN(known) ? null : number;
    }
}
