using System.Buffers.Binary;

namespace SPAgent;

/// <summary>Walks the chunks of a PNG file: length, name, body, checksum.</summary>
internal ref struct PngChunks
{
    private readonly ReadOnlySpan<byte> _bytes;
    private long _next;

    public PngChunks(ReadOnlySpan<byte> bytes, long position)
    {
        _bytes = bytes;
        _next = position;
    }

    /// <summary>Four letters, digits or underscores.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Where the body begins.</summary>
    public int BodyStart { get; private set; }

    /// <summary>Length of the body as the chunk claims it.</summary>
    public uint Length { get; private set; }

    /// <summary>The body.</summary>
    /// <exception cref="ImageException">The file ends inside it.</exception>
    public readonly ReadOnlySpan<byte> Body =>
        Length <= _bytes.Length - BodyStart ? _bytes.Slice(BodyStart, (int)Length) : throw ImageException.CutHeader();

    /// <summary>False where no well-named chunk follows.</summary>
    public bool MoveNext()
    {
        if (_next > _bytes.Length - 8) return false;
        ReadOnlySpan<byte> head = _bytes.Slice((int)_next, 8);
        Name = head[4..];
        foreach (byte letter in Name)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter != '_') return false;
        }

        Length = BinaryPrimitives.ReadUInt32BigEndian(head);
        BodyStart = (int)_next + 8;
        _next = (long)BodyStart + Length + 4;
        return true;
    }

    /// <summary>Whether the checksum behind the body is there and right.</summary>
    public readonly bool ChecksumHolds()
    {
        int end = BodyStart + (int)Length;
        if (end > _bytes.Length - 4) return false;
        return Crc32.Of(_bytes[(BodyStart - 4)..end]) == BinaryPrimitives.ReadUInt32BigEndian(_bytes[end..]);
    }
}
