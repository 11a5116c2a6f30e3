using System.Runtime.Intrinsics;

namespace SPAgent.Tests;

/// <summary>What is summed many pixels at a time is what the plain formula says.</summary>
public sealed class WideTapsTests
{
    private readonly Random _random = new(7);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Weighted_sums_are_those_of_the_plain_loop(int channels)
    {
        Assert.SkipUnless(WideTaps.IsSupported, "AVX2 only");
        for (int most = 1; most < 70; most++)
        {
            int[] weights = [.. Enumerable.Range(0, most * 2).Select(_ => _random.Next(-900_000, 4_200_000) / most)];
            WideTaps taps = new(weights, most, channels);
            byte[] source = new byte[(most * channels) + taps.Overrun];
            _random.NextBytes(source);
            for (int target = 0; target < 2; target++)
            {
                Vector128<int> sums = taps.Sum(source, target);
                for (int band = 0; band < channels; band++)
                {
                    int expected = Enumerable.Range(0, most)
                        .Sum(tap => weights[(target * most) + tap] * source[(tap * channels) + band]);
                    Assert.Equal(expected, sums[band]);
                }
            }
        }
    }

    [Fact]
    public void Grey_of_any_number_of_pixels_is_that_of_the_plain_formula()
    {
        for (int pixels = 0; pixels < 60; pixels++)
        {
            byte[] rgb = new byte[3 * pixels];
            _random.NextBytes(rgb);
            if (pixels > 0) Array.Fill(rgb, byte.MaxValue, 0, 3);
            byte[] expected = [.. rgb.Chunk(3).Select(one =>
                (byte)(((one[0] * 19595) + (one[1] * 38470) + (one[2] * 7471) + 0x8000) >> 16))];
            Assert.Equal(expected, GreyPixels.Of(rgb));
        }
    }
}
