using System.Buffers.Binary;

namespace SPAgent.Tests;

/// <summary>Writes Arrow's stream format message by message, right or wrong: nothing is checked.</summary>
internal sealed class ArrowWriter(Stream output)
{
    public const byte SchemaKind = 1, DictionaryKind = 2, RecordsKind = 3;

    public static FlatNode Int64 => new FlatNode().Int(0, 64).Byte(1, 1);

    public static FlatNode Int32 => new FlatNode().Int(0, 32).Byte(1, 1);

    public static FlatNode Float64 => new FlatNode().Short(0, 2);

    /// <summary>A field of any type: tag and table of the type, and the children.</summary>
    public static FlatNode Field(string name, byte tag, FlatNode type, params FlatNode[] children) =>
        new FlatNode().Text(0, name).Byte(1, 1).Byte(2, tag).Table(3, type).Tables(5, children);

    public static FlatNode LongField(string name) => Field(name, 2, Int64);

    public static FlatNode DoubleField(string name) => Field(name, 3, Float64);

    public static FlatNode TextField(string name) => Field(name, 5, new FlatNode());

    public static FlatNode ListField(string name, FlatNode child) => Field(name, 12, new FlatNode(), child);

    public static FlatNode StructField(string name, params FlatNode[] children) =>
        Field(name, 13, new FlatNode(), children);

    public static FlatNode ImageField(string name) =>
        StructField(name, Field("bytes", 4, new FlatNode()), TextField("path"));

    /// <summary>The table of a batch whose buffers lie one behind the other, each on a multiple of 8.</summary>
    /// <param name="rows">Rows that it claims.</param>
    /// <param name="nodes">Length and null count of each node.</param>
    /// <param name="buffers">Lengths of the buffers.</param>
    public static FlatNode Records(long rows, long[] nodes, params long[] buffers)
    {
        long[] places = new long[2 * buffers.Length];
        long at = 0;
        for (int i = 0; i < buffers.Length; i++)
        {
            (places[2 * i], places[(2 * i) + 1]) = (at, buffers[i]);
            at += Padded(buffers[i]);
        }

        return new FlatNode().Long(0, rows).Longs(1, 2, nodes).Longs(2, 2, places);
    }

    public static byte[] Numbers(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Numbers(params long[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public ArrowWriter Schema(params FlatNode[] fields) => Message(SchemaKind, new FlatNode().Tables(1, fields));

    public ArrowWriter Batch(long rows, long[] nodes, params byte[][] buffers) =>
        Message(RecordsKind, Records(rows, nodes, [.. buffers.Select(buffer => (long)buffer.Length)]), buffers);

    public ArrowWriter Dictionary(long id, bool isDelta, long rows, params byte[][] buffers)
    {
        FlatNode records = Records(rows, [rows, 0], [.. buffers.Select(buffer => (long)buffer.Length)]);
        return Message(DictionaryKind,
            new FlatNode().Long(0, id).Table(1, records).Byte(2, isDelta ? (byte)1 : (byte)0), buffers);
    }

    /// <summary>Any message; <paramref name="claimed"/> is written as the length of the body where it is
    /// given.</summary>
    public ArrowWriter Message(byte kind, FlatNode header, byte[][]? body = null, long? claimed = null)
    {
        long length = (body ?? []).Sum(buffer => Padded(buffer.Length));
        Metadata(new FlatNode().Short(0, 4).Byte(1, kind).Table(2, header).Long(3, claimed ?? length).ToBytes());
        foreach (byte[] buffer in body ?? [])
        {
            output.Write(buffer);
            output.Write(new byte[Padded(buffer.Length) - buffer.Length]);
        }

        return this;
    }

    public ArrowWriter Metadata(byte[] metadata)
    {
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, -1);
        BinaryPrimitives.WriteInt32LittleEndian(prefix[4..], metadata.Length);
        output.Write(prefix);
        output.Write(metadata);
        return this;
    }

    public void End() => output.Write([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);

    private static long Padded(long length) => (length + 7) & ~7L;
}
