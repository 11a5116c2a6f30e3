using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SPAgent.Tests;

/// <summary>Puts an EXIF block into a JPEG or PNG file.</summary>
internal static class ExifFile
{
    /// <summary>A block with two entries, of which the second is the orientation.</summary>
    public static byte[] Block(int orientation, bool littleEndian = true, ushort type = 3)
    {
        byte[] block = new byte[8 + 2 + 24 + 4];
        (littleEndian ? "II"u8 : "MM"u8).CopyTo(block);
        Write16(block, 2, 42);
        Write32(block, 4, 8);
        Write16(block, 8, 2);
        Entry(10, 0x0100, 3, 640);
        Entry(22, 0x0112, type, orientation);
        return block;

        void Entry(int at, ushort tag, ushort entryType, int value)
        {
            Write16(block, at, tag);
            Write16(block, at + 2, entryType);
            Write32(block, at + 4, 1);
            if (entryType == 3) Write16(block, at + 8, (ushort)value);
            else Write32(block, at + 8, (uint)value);
        }

        void Write16(byte[] target, int at, ushort value)
        {
            if (littleEndian) BinaryPrimitives.WriteUInt16LittleEndian(target.AsSpan(at), value);
            else BinaryPrimitives.WriteUInt16BigEndian(target.AsSpan(at), value);
        }

        void Write32(byte[] target, int at, uint value)
        {
            if (littleEndian) BinaryPrimitives.WriteUInt32LittleEndian(target.AsSpan(at), value);
            else BinaryPrimitives.WriteUInt32BigEndian(target.AsSpan(at), value);
        }
    }

    public static byte[] Jpeg(byte[] jpeg, byte[] block)
    {
        int length = 2 + 6 + block.Length;
        return [.. jpeg[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. "Exif\0\0"u8, .. block, .. jpeg[2..]];
    }

    /// <summary>Behind the header, or as the last chunk before the end.</summary>
    public static byte[] Png(byte[] png, byte[] block, bool behindPixels)
    {
        int at = behindPixels ? png.Length - 12 : 33;
        return [.. png[..at], .. Chunk("eXIf"u8, block), .. png[at..]];
    }

    /// <summary>As ImageMagick writes it: in hexadecimal digits, as a text.</summary>
    public static byte[] RawProfile(byte[] png, byte[] block, bool compressed)
    {
        byte[] exif = [.. "Exif\0\0"u8, .. block];
        string digits = string.Join('\n', Convert.ToHexStringLower(exif).Chunk(72).Select(line => new string(line)));
        byte[] text = Encoding.Latin1.GetBytes($"\nexif\n{exif.Length,8}\n{digits}\n");
        ReadOnlySpan<byte> key = "Raw profile type exif\0"u8;
        byte[] chunk = compressed ? Chunk("zTXt"u8, [.. key, 0, .. Deflate(text)]) : Chunk("tEXt"u8, [.. key, .. text]);
        return [.. png[..33], .. chunk, .. png[33..]];
    }

    public static byte[] Chunk(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        byte[] chunk = new byte[12 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        name.CopyTo(chunk.AsSpan(4));
        body.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + body.Length),
            Crc32.Of(chunk.AsSpan(4, 4 + body.Length)));
        return chunk;
    }

    private static byte[] Deflate(byte[] text)
    {
        using MemoryStream packed = new();
        using (ZLibStream stream = new(packed, CompressionLevel.Optimal)) stream.Write(text);
        return packed.ToArray();
    }
}
