using System.Collections.Frozen;

namespace SPAgent;

/// <summary>One row of a dataset.</summary>
[TypeFormatterSource]
public sealed class DatasetRow
{
    /// <summary>Index in the dataset on disk, from 0, whatever the order of sampling.</summary>
    public required int Index { get; init; }

    /// <summary>
    /// Column name → value, in stored order: null, <see cref="bool"/>, <see cref="long"/> (<see cref="ulong"/> for
    /// uint64), <see cref="double"/>, <see cref="DatasetDecimal"/>, <see cref="string"/>, <c>byte[]</c>,
    /// <see cref="DatasetImage"/>, <c>IReadOnlyList&lt;object?&gt;</c> or <c>IReadOnlyDictionary&lt;string,
    /// object?&gt;</c>. Dates, times and durations are numbers in the column's unit.
    /// </summary>
    public required IReadOnlyDictionary<string, object?> Values { get; init; }

    /// <summary>The first image of the row; null where it has none.</summary>
    public DatasetImage? Image => Images.Count > 0 ? Images[0] : null;

    /// <summary>All images of the row, in column order, those inside lists and structs included.</summary>
    public required IReadOnlyList<DatasetImage> Images { get; init; }

    /// <summary>Columns that hold images, whether or not this row has one.</summary>
    public IReadOnlySet<string> ImageColumns { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The value of a column.</summary>
    /// <exception cref="KeyNotFoundException">There is no such column; the message lists those there are.</exception>
    public object? this[string column] => Values.TryGetValue(column, out object? value)
        ? value
        : throw new KeyNotFoundException(
            $"There is no column \"{column}\". The row has {string.Join(", ", Values.Keys)}.");

    /// <summary>
    /// The row without its images as one JSON object, column → value: what a trace keeps as <c>sample_data</c>. Binary
    /// values are <c>{sha256, length}</c>, decimals <c>{unscaled, scale}</c>; NaN and infinity, which JSON lacks, are
    /// null.
    /// </summary>
    public string ToJson() => RowJson.Write(this);

    /// <summary>
    /// The row as <c>{"index": …, "columns": {…}}</c>; an image is <c>{bytes: {sha256, length}, path}</c>, with null
    /// bytes where a Hugging Face dataset only names a file. Reads the images.
    /// </summary>
    /// <exception cref="DatasetException">An image can't be read.</exception>
    public string ToDescription(bool indented = false) => RowJson.Describe(this, indented);
}
