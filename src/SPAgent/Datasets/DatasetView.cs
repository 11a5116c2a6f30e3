using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SPAgent;

/// <summary>Some rows of a dataset in an order of one's own. Only their numbers are kept.</summary>
internal sealed class DatasetView : ImageDataset
{
    private readonly int[] _rows;

    private DatasetView(ImageDataset whole, int[] rows)
    {
        (Whole, _rows) = (whole, rows);
        (Kind, Count, Columns, Splits) = (whole.Kind, rows.Length, whole.Columns, whole.Splits);
    }

    internal override ImageDataset Whole { get; }

    protected override DatasetRow ReadRow(int index) => Whole[_rows[index]];

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

    protected override string ComputeFingerprint()
    {
        if (_rows.AsSpan().SequenceEqual([.. Enumerable.Range(0, Whole.Count)])) return Whole.Fingerprint;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(Whole.Fingerprint));
        Span<byte> number = stackalloc byte[4];
        foreach (int row in _rows)
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, row);
            hash.AppendData(number);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
