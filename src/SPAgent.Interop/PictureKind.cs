using System.Buffers.Binary;

namespace SPAgent;

/// <summary>Names of picture formats by their first bytes, for errors and for readers of further formats.</summary>
internal static class PictureKind
{
    public const string Gif = "GIF", Bmp = "BMP", Tiff = "TIFF", Pnm = "PNM", Tga = "TGA";

    /// <summary>The format, or null for bytes that are none of these.</summary>
    public static string? Name(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8)) return Gif;
        if (file.Length >= 26 && file.StartsWith("BM"u8) && file[14] is 12 or 16 or 40 or 52 or 56 or 64 or 108 or 124)
        {
            return Bmp;
        }

        if (file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8)) return Tiff;
        if (file.StartsWith("II+\0"u8) || file.StartsWith("MM\0+"u8)) return "BigTIFF";
        if (file.Length > 8 && file[0] == 'P' && file[1] is >= (byte)'1' and <= (byte)'6'
            && file[2] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)'#') return Pnm;
        if (file.Length > 12 && file[4..].StartsWith("ftyp"u8)) return Brand(file[8..12]);
        return IsTga(file) ? Tga : null;
    }

    /// <summary>Whether SPAgent.Interop reads the format.</summary>
    public static bool IsImported(string kind) => kind is Gif or Bmp or Tiff or Pnm or Tga;

    private static string? Brand(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8) ? "AVIF"
        : brand.StartsWith("he"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8) ? "HEIC" : null;

    // The format has no mark, so each field of its header has to make sense.
    private static bool IsTga(ReadOnlySpan<byte> file)
    {
        if (file.Length < 18) return false;
        (byte map, byte type, byte depth) = (file[1], file[2], file[16]);
        bool kind = type is 1 or 9 ? map == 1 && depth == 8 && file[7] is 15 or 16 or 24 or 32
            : type is 2 or 10 ? map <= 1 && depth is 15 or 16 or 24 or 32
            : type is 3 or 11 && map == 0 && depth is 8 or 16;
        return kind && BinaryPrimitives.ReadUInt16LittleEndian(file[12..]) > 0
            && BinaryPrimitives.ReadUInt16LittleEndian(file[14..]) > 0 && (file[17] & 0xc0) == 0;
    }
}
