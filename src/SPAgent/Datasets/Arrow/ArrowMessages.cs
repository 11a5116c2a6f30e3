using System.Buffers.Binary;

namespace SPAgent;

/// <summary>Where a record batch lies in its file.</summary>
/// <param name="Metadata">Offset of its flatbuffer.</param>
/// <param name="MetadataLength">Bytes of the flatbuffer.</param>
/// <param name="Body">Offset of its buffers.</param>
/// <param name="BodyLength">Bytes of all buffers.</param>
/// <param name="FirstRow">Rows of the file that lie before it.</param>
/// <param name="Rows">Its own rows.</param>
internal readonly record struct ArrowBatchEntry(
    long Metadata, int MetadataLength, long Body, long BodyLength, long FirstRow, long Rows)
{
    private const int MostExpansion = 256;

    /// <summary>How its buffers are packed.</summary>
    public ArrowCodec Codec { get; init; }

    /// <summary>Bytes that its values may take, at most.</summary>
    public long Room => Codec == ArrowCodec.None ? BodyLength : MostExpansion * BodyLength;
}

/// <summary>
/// The messages of a stream, one after the other. Bodies are skipped: only prefixes and metadata are read, most often
/// both in one go.
/// </summary>
internal ref struct ArrowMessages(DataFile file)
{
    private const int LongestMetadata = 64 << 20;

    private byte[] _buffer = new byte[4096];
    private int _metadataLength;
    private int _metadataStart;
    private long _next;

    /// <summary>Offset of the metadata in the file.</summary>
    public long Metadata { get; private set; }

    /// <summary>Offset of the body in the file.</summary>
    public readonly long Body => Metadata + _metadataLength;

    /// <summary>Bytes of the body; they were checked to be there.</summary>
    public long BodyLength { get; private set; }

    /// <summary>Bytes of the metadata.</summary>
    public readonly int MetadataLength => _metadataLength;

    /// <summary>The message table.</summary>
    public readonly FlatTable Message => FlatTable.Root(_buffer.AsSpan(_metadataStart, _metadataLength));

    /// <summary>Goes to the next message; false after the last. What follows an end mark is ignored.</summary>
    public bool MoveNext()
    {
        long start = _next;
        if (start == file.Length) return false;
        int read = file.ReadUpTo(start, _buffer);
        if (read < 4) throw new InvalidDataException("the stream is cut off inside the length of a message.");
        if (start == 0) RefuseOtherFormats(_buffer.AsSpan(0, read));
        int length = BinaryPrimitives.ReadInt32LittleEndian(_buffer);
        // Before Arrow 0.15 the length came first, without the mark.
        int prefix = length == -1 ? 8 : 4;
        if (prefix == 8)
        {
            if (read < 8) throw new InvalidDataException("the stream is cut off inside the length of a message.");
            length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(4));
        }

        if (length == 0) return false;
        if (length < 0 || length > Math.Min(LongestMetadata, file.Length - start - prefix))
        {
            throw Claim(start, $"{length:N0} bytes of metadata", follow: file.Length - start - prefix);
        }

        Load(start + prefix, prefix, length, read);
        BodyLength = Message.Int64(3);
        if (BodyLength < 0 || BodyLength > file.Length - Body)
        {
            throw Claim(start, $"a body of {BodyLength:N0} bytes", follow: file.Length - Body);
        }

        short version = Message.Int16(0);
        if (version is < 3 or > 4)
            throw new InvalidDataException($"its metadata is of version {version + 1}; 4 and 5 are read.");

        _next = Body + BodyLength;
        return true;
    }

    private void Load(long metadata, int prefix, int length, int read)
    {
        Metadata = metadata;
        _metadataLength = length;
        _metadataStart = prefix;
        if (prefix + length <= read) return;
        if (_buffer.Length < length) _buffer = new byte[length];
        _metadataStart = 0;
        file.Read(metadata, _buffer.AsSpan(0, length));
    }

    private static InvalidDataException Claim(long start, string what, long follow) =>
        new($"the message at byte {start:N0} claims {what}; {follow:N0} follow. Is the file cut off?");

    private static void RefuseOtherFormats(ReadOnlySpan<byte> start)
    {
        string? format = start switch
        {
            _ when start.StartsWith("ARROW1"u8) => "in the Arrow IPC file format (ARROW1)",
            _ when start.StartsWith("FEA1"u8) => "a Feather file",
            _ when start.StartsWith("PAR1"u8) => "a Parquet file",
            _ => null,
        };
        if (format is null) return;
        throw new InvalidDataException($"it is {format}, no Arrow stream. Save the dataset again with save_to_disk.");
    }
}
