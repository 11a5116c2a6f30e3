namespace SPAgent;

/// <summary>One row of a dataset.</summary>
public sealed class DatasetRow
{
    /// <summary>Index in the dataset on disk, from 0, whatever the order of sampling.</summary>
    public required int Index { get; init; }

    /// <summary>Column name → value, in stored order: null, bool, number, string, list, object, or <see cref="DatasetImage"/>.</summary>
    public required IReadOnlyDictionary<string, object?> Values { get; init; }

    /// <summary>The first image of the row; null where it has none.</summary>
    public DatasetImage? Image => Images.Count > 0 ? Images[0] : null;

    /// <summary>All images of the row, in column order.</summary>
    public required IReadOnlyList<DatasetImage> Images { get; init; }
}
