using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SPAgent;

/// <summary>Some rows of a dataset in an order of one's own. Only their numbers are kept.</summary>
internal sealed class DatasetView : ImageDataset
{
    private readonly int[] _rows;
    private readonly Lazy<string> _fingerprint;

    private DatasetView(ImageDataset whole, int[] rows)
    {
        (Whole, _rows) = (whole, rows);
        _fingerprint = new(() => FingerprintOf(whole, rows));
    }

    public override string Kind => Whole.Kind;

    public override int Count => _rows.Length;

    public override IReadOnlyList<DatasetColumn> Columns => Whole.Columns;

    public override IReadOnlyList<string> Splits => Whole.Splits;

    public override string Fingerprint => _fingerprint.Value;

    internal override ImageDataset Whole { get; }

    public override DatasetRow this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return Whole[_rows[index]];
        }
    }

    /// <summary>A view of a dataset or of another view, which it then looks through.</summary>
    public static DatasetView Of(ImageDataset dataset, IEnumerable<int> places) =>
        new(dataset.Whole, [.. places.Select(dataset.RowAt)])
        {
            Path = dataset.Path,
            Split = dataset.Split,
            ImageColumn = dataset.ImageColumn,
            RowsPath = dataset.RowsPath,
            Warnings = dataset.Warnings,
        };

    internal override int RowAt(int place) => _rows[place];

    private static string FingerprintOf(ImageDataset whole, int[] rows)
    {
        if (rows.AsSpan().SequenceEqual([.. Enumerable.Range(0, whole.Count)])) return whole.Fingerprint;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(whole.Fingerprint));
        Span<byte> number = stackalloc byte[4];
        foreach (int row in rows)
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, row);
            hash.AppendData(number);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
