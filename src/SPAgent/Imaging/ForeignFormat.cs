namespace SPAgent;

/// <summary>Picture formats that are known by their first bytes and not read, so that an error can name them.</summary>
internal static class ForeignFormat
{
    private static readonly (byte[] Start, int At, string Name)[] s_known =
    [
        ([.. "GIF8"u8], 0, "GIF"),
        ([.. "BM"u8], 0, "BMP"),
        ([.. "II*\0"u8], 0, "TIFF"),
        ([.. "MM\0*"u8], 0, "TIFF"),
        ([.. "ftypavif"u8], 4, "AVIF"),
        ([.. "ftypavis"u8], 4, "AVIF"),
        ([.. "ftyphei"u8], 4, "HEIC"),
        ([.. "ftyphev"u8], 4, "HEIC"),
        ([.. "ftypmif1"u8], 4, "HEIC"),
        ([.. "\0\0\0\fjP  "u8], 0, "JPEG 2000"),
        ([0xFF, 0x4F, 0xFF, 0x51], 0, "JPEG 2000"),
        ([0xFF, 0x0A], 0, "JPEG XL"),
        ([.. "\0\0\0\fJXL "u8], 0, "JPEG XL"),
        ([.. "8BPS"u8], 0, "Photoshop"),
        ([0, 0, 1, 0], 0, "an icon"),
        ([.. "<svg"u8], 0, "SVG"),
    ];

    /// <summary>The name of the format; null where the bytes are of none that is known.</summary>
    public static string? NameOf(ReadOnlySpan<byte> bytes)
    {
        foreach ((byte[] start, int at, string name) in s_known)
        {
            if (bytes.Length > at && bytes[at..].StartsWith(start)) return name;
        }

        bool isPnm = bytes is [(byte)'P', >= (byte)'1' and <= (byte)'7', _, ..] && char.IsWhiteSpace((char)bytes[2]);
        return isPnm ? "PNM" : null;
    }
}
