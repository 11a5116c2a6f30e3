using System.Security.Cryptography;

namespace SPAgent.Tests;

/// <summary>791 cases that Pillow decided: pixels, encoded bytes, errors and the step at which they come.</summary>
public sealed class GoldenTests
{
    [Fact]
    public void Every_decoded_picture_has_Pillows_pixels() => Check("decode", 119);

    [Fact]
    public void Every_chain_of_crops_and_rotations_has_Pillows_pixels() => Check("ops", 551);

    [Fact]
    public void Every_encoded_picture_has_Pillows_bytes() => Check("encode", 121);

    private static void Check(string kind, int expectedCount)
    {
        List<GoldenCase> cases = [.. GoldenCase.All.Where(golden => golden.Kind == kind)];
        string[] differences = [.. cases.Select(golden => (golden.Id, Difference: Difference(golden)))
            .Where(result => result.Difference is not null)
            .Select(result => $"{result.Id}: {result.Difference}")];
        Assert.True(differences.Length == 0, string.Join('\n', differences));
        Assert.Equal(expectedCount, cases.Count);
    }

    private static string? Difference(GoldenCase golden)
    {
        int step = -1;
        try
        {
            RasterImage image = RasterImage.Load(golden.ImagePath);
            for (step = 0; step < golden.Steps.Count; step++) image = GoldenCase.Apply(image, golden.Steps[step]);
            byte[] jpeg = golden.Kind == "encode" ? image.EncodeJpeg() : [];
            if (golden.Error is not null) return $"{golden.Error} at step {golden.Step} expected, no error seen";
            return DifferenceOfPixels(golden, image)
                ?? (golden.Kind == "encode" ? DifferenceOfBytes(golden, jpeg) : null);
        }
        catch (ImageException error)
        {
            string seen = $"{GoldenCase.PillowClass(error)} at step {step}";
            string expected = golden.Error is null ? "no error" : $"{golden.Error} at step {golden.Step}";
            return seen == expected ? null : $"{expected} expected, {seen} seen: {error.Message}";
        }
    }

    private static string? DifferenceOfPixels(GoldenCase golden, RasterImage image)
    {
        if (golden.Mode != image.Mode) return $"mode {golden.Mode} expected, {image.Mode} seen";
        if (golden.Width != image.Width || golden.Height != image.Height)
        {
            return $"{golden.Width}x{golden.Height} expected, {image.Width}x{image.Height} seen";
        }

        return golden.PixelSha256 == image.PixelSha256() ? null : "other pixels";
    }

    private static string? DifferenceOfBytes(GoldenCase golden, byte[] jpeg)
    {
        if (golden.JpegLength != jpeg.Length) return $"{golden.JpegLength} bytes of JPEG expected, {jpeg.Length} seen";
        return golden.JpegSha256 == Convert.ToHexStringLower(SHA256.HashData(jpeg)) ? null : "other JPEG bytes";
    }
}
