using System.Buffers.Binary;

namespace SPAgent;

/// <summary>Reads the one EXIF entry that matters here: tag 0x0112, the orientation.</summary>
internal static class Exif
{
    private const int OrientationTag = 0x0112;
    private const int EntrySize = 12;

    /// <summary>The prefix of an EXIF block in a JPEG segment; PNG and WebP mostly leave it out.</summary>
    public static ReadOnlySpan<byte> Prefix => "Exif\0\0"u8;

    /// <summary>1 to 8; 1 where the block is damaged, has no such entry, or one out of range.</summary>
    public static int Orientation(ReadOnlySpan<byte> block)
    {
        if (block.StartsWith(Prefix)) block = block[Prefix.Length..];
        bool little = block.StartsWith("II*\0"u8);
        if (block.Length < 8 || (!little && !block.StartsWith("MM\0*"u8))) return 1;
        uint directory = UInt32(block[4..], little);
        if (directory > block.Length - 2) return 1;
        int orientation = 1;
        int count = UInt16(block[(int)directory..], little);
        ReadOnlySpan<byte> entries = block[((int)directory + 2)..];
        for (; count > 0 && entries.Length >= EntrySize; count--, entries = entries[EntrySize..])
        {
            if (UInt16(entries, little) == OrientationTag && UInt32(entries[4..], little) == 1)
                orientation = Value(entries, little);
        }

        return orientation is >= 1 and <= 8 ? orientation : 1;
    }

    private static int Value(ReadOnlySpan<byte> entry, bool little) => UInt16(entry[2..], little) switch
    {
        3 => UInt16(entry[8..], little),
        4 => (int)Math.Min(UInt32(entry[8..], little), int.MaxValue),
        _ => 1,
    };

    private static ushort UInt16(ReadOnlySpan<byte> at, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);

    private static uint UInt32(ReadOnlySpan<byte> at, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);
}
