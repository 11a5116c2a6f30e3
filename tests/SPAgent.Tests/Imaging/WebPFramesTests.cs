using System.Buffers.Binary;

namespace SPAgent.Tests;

public sealed class WebPFramesTests
{
    private const int Width = 120, Height = 100;

    [Fact]
    public void The_first_frame_of_an_animation_stands_for_it()
    {
        byte[] file = File.ReadAllBytes(Fixtures.Own("imaging", "w_animated.webp"));
        RasterImage image = RasterImage.Decode(file);
        Assert.Equal((61, 43), (image.Width, image.Height));
        // The data of its first frame as a file of its own.
        byte[] still = [.. "RIFF"u8, .. Four(4 + 0x304), .. "WEBP"u8, .. file.AsSpan(68, 0x304)];
        Assert.Equal(RasterImage.Decode(still).PixelSha256(), image.PixelSha256());
        using PillowOracle pillow = PillowOracle.Start();
        (string expected, string seen) = pillow.Ask(PillowOracle.Request(file));
        Assert.Equal(expected, seen);
    }

    [Theory]
    [InlineData("w_lossy.webp", false)]
    [InlineData("w_lossless.webp", false)]
    [InlineData("w_alpha.webp", true)]
    [InlineData("w_alpha_lossless.webp", true)]
    public void A_frame_that_is_smaller_than_its_picture_stands_where_it_belongs(string name, bool alpha)
    {
        byte[] still = File.ReadAllBytes(Fixtures.Own("imaging", name));
        RasterImage frame = RasterImage.Decode(still), white = RasterImage.Decode(still, onWhite: true);
        byte[] file = Animation(still, 4, 6, frame.Width, frame.Height, alpha);
        RasterImage image = RasterImage.Decode(file), laid = RasterImage.Decode(file, onWhite: true);
        Assert.Equal((Width, Height), (image.Width, image.Height));
        Assert.Equal(frame.PixelSha256(), image.Crop(4, 6, 4 + frame.Width, 6 + frame.Height).PixelSha256());
        Assert.Equal(white.PixelSha256(), laid.Crop(4, 6, 4 + frame.Width, 6 + frame.Height).PixelSha256());
        Assert.Equal([0, 0, 0], image.Pixels[..3].ToArray());
        Assert.Equal(alpha ? [255, 255, 255] : [0, 0, 0], laid.Pixels[..3].ToArray());
        Assert.Equal(alpha, laid.OnWhite);
        using PillowOracle pillow = PillowOracle.Start();
        (string expected, string seen) = pillow.Ask(PillowOracle.Request(file));
        Assert.Equal(expected, seen);
    }

    [Fact]
    public void A_frame_outside_of_its_picture_is_refused()
    {
        byte[] still = File.ReadAllBytes(Fixtures.Own("imaging", "w_lossy.webp"));
        RasterImage frame = RasterImage.Decode(still);
        byte[] file = Animation(still, Width - frame.Width + 2, 0, frame.Width, frame.Height, alpha: false);
        ImageException error = Assert.Throws<ImageException>(() => RasterImage.Decode(file));
        Assert.Contains("lies outside of its picture", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_cut_and_every_flipped_byte_ends_in_a_picture_or_an_error()
    {
        byte[] file = File.ReadAllBytes(Fixtures.Own("imaging", "w_animated.webp"));
        for (int length = 0; length < 840; length++)
        {
            Assert.Throws<ImageException>(() => RasterImage.Decode(file.AsSpan(0, length)));
        }

        for (int at = 0; at < 120; at++)
        {
            byte[] damaged = [.. file];
            damaged[at] ^= 0xFF;
            if (Record.Exception(() => RasterImage.Decode(damaged)) is { } error) Assert.IsType<ImageException>(error);
        }
    }

    /// <summary>An animation of a still file's data, twice.</summary>
    private static byte[] Animation(byte[] still, int x, int y, int width, int height, bool alpha)
    {
        List<byte> data = [];
        for (int at = 12; at + 8 <= still.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(still.AsSpan(at + 4));
            int whole = Math.Min(8 + length + (length & 1), still.Length - at);
            if (still[at] is (byte)'A' || still.AsSpan(at + 3, 1)[0] is (byte)' ' or (byte)'L')
                data.AddRange(still.AsSpan(at, whole));
            at += whole;
        }

        byte[] head = [.. Three(x / 2), .. Three(y / 2), .. Three(width - 1), .. Three(height - 1), .. Three(100), 2];
        byte[] frame = [.. "ANMF"u8, .. Four(head.Length + data.Count), .. head, .. data];
        byte[] flags = [(byte)(alpha ? 0x12 : 0x02), 0, 0, 0, .. Three(Width - 1), .. Three(Height - 1)];
        byte[] body = [.. "WEBPVP8X"u8, .. Four(10), .. flags, .. "ANIM"u8, .. Four(6), 0, 0, 0, 0, 0, 0,
            .. frame, .. frame];
        return [.. "RIFF"u8, .. Four(body.Length), .. body];
    }

    private static byte[] Three(int number) => Four(number)[..3];

    private static byte[] Four(int number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }
}
