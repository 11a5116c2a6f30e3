namespace SPAgent.Internal;

/// <summary>A dataset of one row, for a model that has to know no other.</summary>
public sealed class OneRowDataset : ImageDataset
{
    private readonly DatasetRow _row;

    private OneRowDataset(DatasetRow row)
    {
        _row = row;
        (Kind, Count) = ("queue", 1);
        Columns = [.. row.Values.Keys.Select(name => new DatasetColumn(name, ""))];
    }

    /// <summary>The row as a dataset.</summary>
    public static ImageDataset Of(DatasetRow row) => new OneRowDataset(row) { Path = "row from the queue" };

    /// <inheritdoc/>
    protected override DatasetRow ReadRow(int index) => _row;

    /// <inheritdoc/>
    protected override string ComputeFingerprint() => "";
}
