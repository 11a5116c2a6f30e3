using System.Diagnostics.CodeAnalysis;

namespace SPAgent.Tests.Runs;

/// <summary>A dataset that counts the rows taken from it.</summary>
internal sealed class WatchedDataset : ImageDataset
{
    private readonly ImageDataset _inner;
    private int _rowsRead;

    [SetsRequiredMembers]
    public WatchedDataset(ImageDataset inner) => (_inner, Path) = (inner, inner.Path);

    public int RowsRead => Volatile.Read(ref _rowsRead);

    public override string Kind => _inner.Kind;

    public override int Count => _inner.Count;

    public override IReadOnlyList<DatasetColumn> Columns => _inner.Columns;

    public override IReadOnlyList<string> Splits => _inner.Splits;

    public override string Fingerprint => _inner.Fingerprint;

    public override DatasetRow this[int index]
    {
        get
        {
            Interlocked.Increment(ref _rowsRead);
            return _inner[index];
        }
    }
}
