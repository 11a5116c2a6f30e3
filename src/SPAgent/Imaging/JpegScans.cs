namespace SPAgent;

/// <summary>Asks whether the entropy-coded data of a JPEG file reach their end.</summary>
internal static class JpegScans
{
    // What TurboJPEG reads: a file of more scans is an attack on the reader's time.
    private const int MaxScans = 500;

    /// <summary>Refuses more than 500 scans, and markers that no decoder knows: what a reader of rows alone does not
    /// come to see.</summary>
    /// <param name="bytes">The whole file, whose header was read already.</param>
    /// <param name="position">Where the entropy-coded data of the first scan begin.</param>
    public static void Require(ReadOnlySpan<byte> bytes, int position)
    {
        int scans = 1;
        while (NextMarker(bytes, ref position) is byte marker and not JpegHeader.EndOfImage)
        {
            if (marker == JpegHeader.StartOfScan && ++scans > MaxScans)
                throw ImageException.Broken($"it has more than {MaxScans} scans");
            if (!IsKnown(marker))
                throw ImageException.Broken($"its pixels end in a marker of unknown type, 0x{marker:x2}");
            if (JpegHeader.HasSegment(marker) && !SkipSegment(bytes, ref position)) return;
        }
    }

    /// <summary>
    /// Whether the last scan is closed by a marker; a file of several scans, progressive or not, needs the marker of
    /// the end itself.
    /// </summary>
    /// <param name="bytes">The whole file, whose header was read already.</param>
    /// <param name="position">Where the entropy-coded data of the first scan begin.</param>
    public static bool AreComplete(ReadOnlySpan<byte> bytes, int position)
    {
        bool several = IsProgressive(bytes, position), closed = false;
        while (NextMarker(bytes, ref position) is byte marker)
        {
            if (marker == JpegHeader.EndOfImage) return true;
            closed = marker != JpegHeader.StartOfScan;
            several |= marker == JpegHeader.StartOfScan;
            if (!JpegHeader.HasSegment(marker)) continue;
            if (!SkipSegment(bytes, ref position)) break;
        }

        return closed && !several;
    }

    /// <summary>Whether a marker may stand behind the first scan: tables, scans, comments and applications'
    /// data.</summary>
    private static bool IsKnown(byte marker) =>
        marker is 0x01 or JpegHeader.HuffmanTables or 0xCC or (>= JpegHeader.StartOfScan and <= 0xDD)
            or (>= 0xE0 and <= 0xEF) or 0xFE;

    private static bool IsProgressive(ReadOnlySpan<byte> bytes, int end)
    {
        int position = 2;
        while (position < end)
        {
            byte marker = JpegHeader.NextMarker(bytes, ref position);
            if (marker is 0xC2 or 0xC6 or 0xCA or 0xCE) return true;
            if (JpegHeader.HasSegment(marker)) _ = JpegHeader.Segment(bytes, ref position);
        }

        return false;
    }

    /// <summary>The next marker that is neither a stuffed zero nor a restart; null at the end of the file.</summary>
    public static byte? NextMarker(ReadOnlySpan<byte> bytes, ref int position)
    {
        for (; position + 1 < bytes.Length; position++)
        {
            if (bytes[position] != 0xFF || bytes[position + 1] is 0 or 0xFF or (>= 0xD0 and <= 0xD7)) continue;
            position += 2;
            return bytes[position - 1];
        }

        return null;
    }

    /// <summary>Goes behind a segment; false where it reaches beyond the file.</summary>
    public static bool SkipSegment(ReadOnlySpan<byte> bytes, ref int position)
    {
        if (position + 2 > bytes.Length) return false;
        position += Math.Max(2, (bytes[position] << 8) | bytes[position + 1]);
        return position <= bytes.Length;
    }
}
