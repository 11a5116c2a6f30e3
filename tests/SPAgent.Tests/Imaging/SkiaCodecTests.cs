namespace SPAgent.Tests;

/// <summary>The two codecs side by side, on files for which no golden exists.</summary>
public sealed class SkiaCodecTests
{
    private static readonly InstalledCodec s_installed = new();
    private static readonly SkiaCodec s_skia = new();

    [Fact]
    public void Of_damaged_files_both_codecs_refuse_and_suspect_the_same()
    {
        Random random = new(23);
        int files = 0, refusals = 0, verdicts = 0;
        foreach (string path in Directory.GetFiles(Fixtures.Own("imaging"), "*.jpg").Where(IsSmall)
            .Order(StringComparer.Ordinal))
        {
            byte[] file = File.ReadAllBytes(path);
            for (int round = 0; round < 60; round++)
            {
                byte[] damaged = Damage(random, file);
                if (!IsAsked(damaged)) continue;
                files++;
                (bool Read, bool Damaged) installed = Outcome(damaged, s_installed), skia = Outcome(damaged, s_skia);
                if (installed.Read != skia.Read) refusals++;
                else if (installed != skia && !path.Contains("jarith", StringComparison.Ordinal)) verdicts++;
            }
        }

        // The rest: markers that are made of damage. Arithmetic coding is decoded, and not looked into for damage.
        Assert.InRange(files, 1_000, 10_000);
        Assert.InRange(refusals, 0, files / 500);
        Assert.InRange(verdicts, 0, files / 200);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(16, 16)]
    [InlineData(17, 33)]
    [InlineData(255, 257)]
    [InlineData(3000, 2)]
    public void Both_codecs_write_the_same_bytes(int width, int height)
    {
        Random random = new(width);
        byte[] noise = new byte[width * height * 3];
        random.NextBytes(noise);
        PixelRows rows = new([.. noise, 0], 0, width * 3);
        foreach (int quality in (int[])[1, 10, 50, 75, 95, 100])
        {
            byte[]? comment = quality == 75 ? [.. "a comment"u8] : null;
            byte[] expected = JpegEncoder.Encode(rows, width, height, quality, comment, s_installed);
            Assert.Equal(expected, JpegEncoder.Encode(rows, width, height, quality, comment, s_skia));
            RasterImage decoded = JpegDecoder.Decode(expected, s_installed),
                again = JpegDecoder.Decode(expected, s_skia);
            Assert.Equal(decoded.PixelSha256(), again.PixelSha256());
        }
    }

    [Fact]
    public void A_window_of_another_picture_is_written_as_its_copy_is()
    {
        RasterImage photo = RasterImage.Load(Fixtures.Own("imaging", "p_mid.jpg"));
        PixelRows rows = PixelRows.Packed([.. photo.Pixels, 0], photo.Width);
        byte[] window = JpegEncoder.Encode(rows.Window(11, 7), 33, 21, 95, null, s_skia);
        Assert.Equal(photo.Crop(11, 7, 44, 28).EncodeJpeg(), window);
    }

    [Fact]
    public void Pixels_of_four_bytes_and_of_three_are_the_same_pixels()
    {
        for (int count = 0; count < 40; count++)
        {
            byte[] rgb = [.. Enumerable.Range(1, count * 3).Select(value => (byte)value)];
            byte[] rgba = new byte[(count * 4) + 1], back = new byte[(count * 3) + 1];
            FourBytePixels.FromRgb(rgb, rgba);
            Assert.Equal(Enumerable.Range(0, count).SelectMany(i => (byte[])[.. rgb[(i * 3)..((i * 3) + 3)], 255])
                .Append((byte)0), rgba);
            FourBytePixels.ToRgb(rgba.AsSpan(0, count * 4), back);
            Assert.Equal(rgb.Append((byte)0), back);
        }
    }

    private static bool IsSmall(string path) => new FileInfo(path).Length is > 100 and < 9_000;

    /// <summary>Cut short, or with a few other bytes.</summary>
    private static byte[] Damage(Random random, byte[] file)
    {
        if (random.Next(4) == 0) return file[..random.Next(2, file.Length)];
        byte[] damaged = [.. file];
        for (int hits = random.Next(1, 5); hits > 0; hits--)
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        return damaged;
    }

    /// <summary>Whether a codec is asked at all, and not for a size that costs memory alone.</summary>
    private static bool IsAsked(byte[] file)
    {
        try
        {
            ImageHeader header = ImageHeader.Read(file);
            return (long)header.Width * header.Height < 1_000_000;
        }
        catch (ImageException)
        {
            return false;
        }
    }

    private static (bool Read, bool Damaged) Outcome(byte[] file, IPictureCodec codec)
    {
        try
        {
            return (true, JpegDecoder.Decode(file, codec).Damage is not null);
        }
        catch (ImageException)
        {
            return (false, false);
        }
    }
}
