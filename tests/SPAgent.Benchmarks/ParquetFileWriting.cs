using System.Runtime.InteropServices;
using ParquetSharp;
using ParquetSharp.Schema;

namespace SPAgent.Benchmarks;

/// <summary>
/// Writes a Parquet file as the Hub holds it: pictures as structs of bytes and path, one row group, a page index.
/// </summary>
internal static class ParquetFileWriting
{
    private const int Batch = 50;

    public static void Write(string file, int rows, int pictureBytes)
    {
        using var bytes = new PrimitiveNode("bytes", Repetition.Optional, LogicalType.None(), PhysicalType.ByteArray);
        using var path = new PrimitiveNode("path", Repetition.Optional, LogicalType.String(), PhysicalType.ByteArray);
        using var image = new GroupNode("image", Repetition.Optional, [bytes, path]);
        using var latitude = new PrimitiveNode("lat", Repetition.Optional, LogicalType.None(), PhysicalType.Double);
        using var country =
            new PrimitiveNode("country", Repetition.Optional, LogicalType.String(), PhysicalType.ByteArray);
        using var schema = new GroupNode("schema", Repetition.Required, [image, latitude, country]);
        using var builder = new WriterPropertiesBuilder();
        builder.Compression(Compression.Snappy).EnableWritePageIndex().DisableDictionary("image.bytes");
        using WriterProperties properties = builder.Build();
        using var writer = new ParquetFileWriter(file, schema, properties, new Dictionary<string, string>());
        using RowGroupWriter group = writer.AppendRowGroup();
        var random = new Random(1);
        byte[] picture = new byte[pictureBytes];
        Column<ByteArray>(group, rows, 2, _ =>
        {
            random.NextBytes(picture);
            return Native(picture);
        });
        Column<ByteArray>(group, rows, 2, row => Native(System.Text.Encoding.UTF8.GetBytes($"{row:D6}.jpg")));
        Column(group, rows, 1, _ => (random.NextDouble() * 180) - 90);
        Column<ByteArray>(group, rows, 1, row => Native(System.Text.Encoding.UTF8.GetBytes($"country {row % 200}")));
        group.Close();
        writer.Close();
    }

    private static void Column<T>(RowGroupWriter group, int rows, short level, Func<int, T> value)
        where T : unmanaged
    {
        using ColumnWriter<T> column = (ColumnWriter<T>)group.NextColumn();
        short[] levels = [.. Enumerable.Repeat(level, Batch)];
        for (int first = 0; first < rows; first += Batch)
        {
            int count = Math.Min(Batch, rows - first);
            T[] values = [.. Enumerable.Range(first, count).Select(value)];
            column.WriteBatch(count, levels.AsSpan(0, count), [], values);
            if (values is ByteArray[] texts) Array.ForEach(texts, text => Marshal.FreeHGlobal(text.Pointer));
        }
    }

    private static ByteArray Native(byte[] bytes)
    {
        nint copy = Marshal.AllocHGlobal(bytes.Length);
        Marshal.Copy(bytes, 0, copy, bytes.Length);
        return new ByteArray(copy, bytes.Length);
    }
}
