using System.Diagnostics.CodeAnalysis;

namespace SPAgent.Tests.Runs;

/// <summary>A dataset that counts the rows taken from it.</summary>
internal sealed class WatchedDataset : ImageDataset
{
    private readonly ImageDataset _inner;
    private int _rowsRead;

    [SetsRequiredMembers]
    public WatchedDataset(ImageDataset inner)
    {
        (_inner, Path) = (inner, inner.Path);
        (Kind, Count, Columns, Splits) = (inner.Kind, inner.Count, inner.Columns, inner.Splits);
    }

    public int RowsRead => Volatile.Read(ref _rowsRead);

    protected override DatasetRow ReadRow(int index)
    {
        Interlocked.Increment(ref _rowsRead);
        return _inner[index];
    }

    protected override string ComputeFingerprint() => _inner.Fingerprint;
}
