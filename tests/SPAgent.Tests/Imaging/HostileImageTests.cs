using System.Buffers.Binary;
using System.IO.Compression;

namespace SPAgent.Tests;

/// <summary>Files that want memory, time or a crash.</summary>
public sealed class HostileImageTests
{
    private static readonly byte[] s_png = File.ReadAllBytes(Fixtures.Own("imaging", "p_rgb_7x5.png"));

    [Fact]
    public void A_png_that_claims_a_huge_size_is_refused_before_memory_is_taken()
    {
        byte[] bomb = Png(60_000, 60_000, depth: 8, colourType: 2, new byte[1000]);
        AssertRefused(ImageErrorKind.TooLarge, bomb, maxBytes: 1 << 16);
        AssertRefused(ImageErrorKind.TooLarge, Png(uint.MaxValue, uint.MaxValue, 8, 2, []), maxBytes: 1 << 16);
        AssertRefused(ImageErrorKind.TooLarge, Png(178_956_970, 1, depth: 16, colourType: 6, new byte[1000]),
            maxBytes: 1 << 16);
    }

    [Fact]
    public void A_jpeg_that_claims_a_huge_size_is_refused_before_memory_is_taken()
    {
        byte[] bomb = File.ReadAllBytes(Fixtures.Own("imaging", "p_j420.jpg"));
        int frame = bomb.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(bomb.AsSpan(frame + 5), 65_500);
        BinaryPrimitives.WriteUInt16BigEndian(bomb.AsSpan(frame + 7), 65_500);
        AssertRefused(ImageErrorKind.TooLarge, bomb, maxBytes: 1 << 16);
    }

    [Fact]
    public void Pixels_beyond_the_last_row_are_not_inflated()
    {
        // 64 MB of zeros behind a picture of 4 × 4.
        byte[] bomb = Png(4, 4, depth: 8, colourType: 2, new byte[1 << 26]);
        Assert.True(bomb.Length < 1 << 19);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(4, RasterImage.Decode(bomb).Width);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 17);
    }

    [Fact]
    public void A_progressive_jpeg_of_thousands_of_scans_is_refused()
    {
        byte[] file = File.ReadAllBytes(Fixtures.Own("imaging", "p_joddp_8x8.jpg"));
        int lastScan = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        byte[] scan = file[lastScan..^2];
        byte[] endless = [.. file[..^2], .. Enumerable.Repeat(scan, 2_000).SelectMany(copy => copy), .. file[^2..]];
        Assert.Equal(ImageErrorKind.Broken, Assert.Throws<ImageException>(() => RasterImage.Decode(endless)).Kind);
    }

    [Fact]
    public void A_text_that_inflates_without_end_is_refused()
    {
        byte[] body = [.. "comment\0\0"u8, .. Deflate(new byte[1 << 26])];
        byte[] bomb = [.. s_png[..33], .. ExifFile.Chunk("zTXt"u8, body), .. s_png[33..]];
        AssertRefused(ImageErrorKind.InvalidValue, bomb, maxBytes: 1 << 22);
    }

    [Theory]
    [InlineData("p_rgb_7x5.png")]
    [InlineData("p_pal4_i.png")]
    [InlineData("p_gray16.png")]
    [InlineData("p_jodd_9x17.jpg")]
    [InlineData("p_joddp_9x17.jpg")]
    [InlineData("p_jcomment.jpg")]
    [InlineData("w_lossy.webp")]
    [InlineData("w_exif6.webp")]
    public void A_file_cut_anywhere_fails_or_decodes_but_never_more(string name)
    {
        byte[] file = File.ReadAllBytes(Fixtures.Own("imaging", name));
        RasterImage whole = RasterImage.Decode(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int length = 0; length < file.Length; length++)
            AssertFailsOrHasSize(file[..length], whole.Width, whole.Height);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / file.Length, 0, file.Length + 100_000);
    }

    [Fact]
    public void Damage_never_does_more_than_fail()
    {
        Random random = new(17);
        foreach (string path in Directory.GetFiles(Fixtures.Own("imaging"))
            .Where(path => new FileInfo(path).Length is > 100 and < 3_000).Order(StringComparer.Ordinal))
        {
            for (int round = 0; round < 20; round++)
            {
                byte[] file = File.ReadAllBytes(path);
                for (int hits = random.Next(1, 5); hits > 0; hits--)
                    file[random.Next(file.Length)] = (byte)random.Next(256);
                if (ClaimsMoreThan(1_000_000, file)) continue;
                AssertFailsOrHasSize(file, null, null);
            }
        }
    }

    [Theory]
    [InlineData("GIF89a\x01\0\x01\0\0\0\0;")]
    [InlineData("BM\x1e\0\0\0\0\0\0\0\x1a\0\0\0")]
    [InlineData("II*\0\x08\0\0\0\0\0")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("RIFF\x10\0\0\0WEBPABCD")]
    [InlineData("just text")]
    [InlineData("")]
    public void Another_format_is_refused_by_name(string content)
    {
        byte[] file = [.. content.Select(letter => (byte)letter)];
        AssertRefused(ImageErrorKind.Unidentified, file, maxBytes: 1 << 16);
    }

    private static void AssertRefused(ImageErrorKind kind, byte[] file, long maxBytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(kind, Assert.Throws<ImageException>(() => RasterImage.Decode(file)).Kind);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, maxBytes);
    }

    private static void AssertFailsOrHasSize(byte[] file, int? width, int? height)
    {
        try
        {
            RasterImage image = RasterImage.Decode(file);
            Assert.Equal((width ?? image.Width, height ?? image.Height), (image.Width, image.Height));
        }
        catch (ImageException error)
        {
            Assert.NotEqual(ImageErrorKind.MissingLibrary, error.Kind);
        }
    }

    private static bool ClaimsMoreThan(int pixels, byte[] file)
    {
        try
        {
            ImageHeader header = ImageHeader.Read(file);
            return (long)header.Width * header.Height > pixels;
        }
        catch (ImageException)
        {
            return false;
        }
    }

    private static byte[] Png(uint width, uint height, byte depth, byte colourType, byte[] rows)
    {
        byte[] size = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(size, width);
        BinaryPrimitives.WriteUInt32BigEndian(size.AsSpan(4), height);
        (size[8], size[9]) = (depth, colourType);
        return [.. s_png[..8], .. ExifFile.Chunk("IHDR"u8, size), .. ExifFile.Chunk("IDAT"u8, Deflate(rows)),
            .. ExifFile.Chunk("IEND"u8, [])];
    }

    private static byte[] Deflate(byte[] data)
    {
        using MemoryStream target = new();
        using (ZLibStream deflater = new(target, CompressionLevel.SmallestSize, leaveOpen: true)) deflater.Write(data);
        return target.ToArray();
    }
}
