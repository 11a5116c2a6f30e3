using System.Buffers.Binary;

namespace SPAgent;

/// <summary>The segments of a JPEG file up to its first scan, walked and judged as Pillow does.</summary>
internal sealed class JpegHeader
{
    public const byte HuffmanTables = 0xC4, StartOfScan = 0xDA, EndOfImage = 0xD9;

    private const byte QuantisationTables = 0xDB, Application1 = 0xE1, CommentSegment = 0xFE;

    private bool _hasExif;

    private JpegHeader() { }

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>1 (grey), 3 or 4.</summary>
    public int Components { get; private set; }

    public int Orientation { get; private set; } = 1;

    /// <summary>The last comment before the first scan; null where there is none.</summary>
    public byte[]? Comment { get; private set; }

    /// <summary>Where the segment of the first scan ends.</summary>
    public int ScanStart { get; private set; }

    public static bool Accepts(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    public static JpegHeader Read(ReadOnlySpan<byte> bytes)
    {
        JpegHeader header = new();
        int position = 2;
        byte marker;
        do
        {
            marker = NextMarker(bytes, ref position);
            if (!HasSegment(marker)) continue;
            ReadOnlySpan<byte> body = Segment(bytes, ref position);
            if (marker == QuantisationTables) CheckTables(body);
            else if (IsFrame(marker)) header.ReadFrame(body);
            else if (marker == CommentSegment) header.Comment = body.ToArray();
            else if (marker == Application1) header.ReadExif(body);
        }
        while (marker != StartOfScan);

        if (header.Components == 0 || header.Width == 0 || header.Height == 0)
            throw ImageException.Unidentified("a JPEG without a size");
        PixelMemory.Require(header.Width, header.Height);
        header.ScanStart = position;
        return header;
    }

    /// <summary>The code of the next marker; bytes between segments are skipped, as are fill bytes.</summary>
    public static byte NextMarker(ReadOnlySpan<byte> bytes, ref int position)
    {
        while (position + 1 < bytes.Length)
        {
            byte code = bytes[position + 1];
            if (bytes[position] != 0xFF || code == 0xFF)
            {
                position++;
                continue;
            }

            position += 2;
            if (code != 0)
                return code >= 0xC0 ? code : throw ImageException.Unidentified($"0xFF{code:X2} is no JPEG marker");
        }

        throw ImageException.Unidentified("a JPEG that ends before its first scan");
    }

    /// <summary>Whether a length and a body follow the marker.</summary>
    public static bool HasSegment(byte marker) =>
        marker is not (0xC8 or (>= 0xD0 and <= 0xD9) or (>= 0xF0 and <= 0xFD));

    /// <summary>The body of a segment; position moves behind it.</summary>
    public static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> bytes, ref int position)
    {
        if (bytes.Length - position < 2)
            throw ImageException.Unidentified("a JPEG that ends in the length of a segment");
        int length = Math.Max(BinaryPrimitives.ReadUInt16BigEndian(bytes[position..]) - 2, 0);
        position += 2;
        if (length > bytes.Length - position) throw ImageException.CutHeader();
        position += length;
        return bytes.Slice(position - length, length);
    }

    private static bool IsFrame(byte marker) => marker is (>= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC)) or 0xDE;

    private void ReadFrame(ReadOnlySpan<byte> body)
    {
        if (body.Length < 6 || (body.Length - 6) % 3 != 0)
            throw ImageException.Unidentified("a JPEG frame header of odd length");
        if (body[0] != 8) throw ImageException.Unidentified($"a JPEG of {body[0]} bits a sample; 8 are read");
        if (body[5] is not (1 or 3 or 4))
            throw ImageException.Unidentified($"a JPEG of {body[5]} components; 1, 3 and 4 are read");
        Height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        Width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        Components = body[5];
    }

    private static void CheckTables(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            int length = 1 + (body[0] < 16 ? 64 : 128);
            if (length > body.Length) throw ImageException.Unidentified("a JPEG with a quantisation table cut short");
            body = body[length..];
        }
    }

    private void ReadExif(ReadOnlySpan<byte> body)
    {
        if (_hasExif || !body.StartsWith("Exif\0"u8)) return;
        _hasExif = true;
        Orientation = Exif.Orientation(body);
    }
}
