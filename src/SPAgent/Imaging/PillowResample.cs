using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SPAgent;

/// <summary>Resizes 8-bit channels as Pillow does, to the last bit: across, rounded to 8 bits, then down; coefficients
/// of 22 bits.</summary>
internal static class PillowResample
{
    private const int Precision = 22, Half = 1 << (Precision - 1);

    /// <summary>Resizes interleaved channels (1 or 3 of them).</summary>
    public static byte[] Resize(ReadOnlySpan<byte> pixels, int width, int height, int channels, int newWidth,
        int newHeight, ResampleFilter filter)
    {
        byte[] result = new byte[newWidth * newHeight * channels];
        Resize(pixels, width, height, channels, result, newWidth, newHeight, filter);
        return result;
    }

    /// <summary>The same into memory at hand.</summary>
    /// <exception cref="ImageException">
    /// Between the two passes there are more than <see cref="RasterImage.MaxPixels"/> pixels.
    /// </exception>
    public static void Resize(
        ReadOnlySpan<byte> pixels, int width, int height, int channels,
        Span<byte> result, int newWidth, int newHeight, ResampleFilter filter)
    {
        Taps across = Taps.Of(width, newWidth, filter), down = Taps.Of(height, newHeight, filter);
        byte[] narrow = PixelMemory.Allocate(newWidth, height);
        int row = newWidth * channels, read = width * channels;
        WideTaps? wide = WideTaps.IsSupported ? new(across.Weights, across.Most, channels) : null;
        // The plain sums read four bytes at each pixel, of which a grey one has but one.
        byte[] last = new byte[read + (wide?.Overrun ?? 3)];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> source = pixels[(y * read)..];
            // Several pixels are read at once, the last of which must not lie behind the picture.
            if (source.Length < last.Length)
            {
                source[..read].CopyTo(last);
                source = last;
            }

            Across(source, narrow.AsSpan(y * row, row), across, wide, channels);
        }

        int[] sums = new int[row];
        for (int y = 0; y < newHeight; y++)
        {
            Array.Fill(sums, Half);
            for (int i = 0; i < down.Count[y]; i++)
                AddRow(narrow.AsSpan((down.First[y] + i) * row, row), sums, down.Weights[(y * down.Most) + i]);
            for (int x = 0; x < row; x++) result[(y * row) + x] = Clip(sums[x]);
        }
    }

    private static void Across(ReadOnlySpan<byte> row, Span<byte> target, Taps taps, WideTaps? wide, int channels)
    {
        for (int x = 0; x < taps.First.Length; x++)
        {
            ReadOnlySpan<byte> source = row[(taps.First[x] * channels)..];
            Vector128<int> sums = wide?.Sum(source, x)
                ?? Sum(source, taps.Weights.AsSpan(x * taps.Most, taps.Count[x]), channels);
            for (int band = 0; band < channels; band++) target[(x * channels) + band] = Clip(Half + sums[band]);
        }
    }

    private static Vector128<int> Sum(ReadOnlySpan<byte> source, ReadOnlySpan<int> weights, int channels)
    {
        Vector128<int> sum = default;
        for (int i = 0; i < weights.Length; i++) sum += Four(source, i * channels) * weights[i];
        return sum;
    }

    private static void AddRow(ReadOnlySpan<byte> row, Span<int> sums, int weight)
    {
        int x = 0;
        for (; x + 8 <= row.Length; x += 8)
            (Vector256.Create<int>(sums[x..]) + (Eight(row, x) * weight)).CopyTo(sums[x..]);
        for (; x < row.Length; x++) sums[x] += row[x] * weight;
    }

    // Four bytes as whole numbers: a colour, and the first of the next.
    private static Vector128<int> Four(ReadOnlySpan<byte> bytes, int at)
    {
        Vector128<byte> read = Vector128.CreateScalar(MemoryMarshal.Read<uint>(bytes[at..])).AsByte();
        return Vector128.WidenLower(Vector128.WidenLower(read)).AsInt32();
    }

    // Eight bytes as whole numbers.
    private static Vector256<int> Eight(ReadOnlySpan<byte> bytes, int at)
    {
        Vector256<byte> read = Vector128.CreateScalar(MemoryMarshal.Read<ulong>(bytes[at..])).AsByte().ToVector256();
        return Vector256.WidenLower(Vector256.WidenLower(read)).AsInt32();
    }

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> Precision, 0, 255);

    /// <summary>Which source pixels make up each target pixel, and how much of each.</summary>
    private sealed record Taps(int Most, int[] First, int[] Count, int[] Weights)
    {
        public static Taps Of(int size, int newSize, ResampleFilter filter)
        {
            double scale = (double)size / newSize, widened = Math.Max(scale, 1), support = (int)filter * widened;
            int most = ((int)Math.Ceiling(support) * 2) + 1;
            int[] first = new int[newSize], count = new int[newSize], weights = new int[newSize * most];
            double[] exact = new double[most];
            for (int x = 0; x < newSize; x++)
            {
                double centre = (x + 0.5) * scale, total = 0;
                int from = Math.Max(0, (int)(centre - support + 0.5)),
                    to = Math.Min(size, (int)(centre + support + 0.5));
                for (int i = 0; i < to - from; i++)
                    total += exact[i] = Weight(filter, (i + from - centre + 0.5) / widened);
                for (int i = 0; i < to - from; i++)
                {
                    double weight = (total != 0 ? exact[i] / total : exact[i]) * (1 << Precision);
                    weights[(x * most) + i] = (int)(weight + (weight < 0 ? -0.5 : 0.5));
                }

                (first[x], count[x]) = (from, to - from);
            }

            return new Taps(most, first, count, weights);
        }

        private static double Weight(ResampleFilter filter, double x)
        {
            const double a = -0.5;
            x = Math.Abs(x);
            if (filter == ResampleFilter.Lanczos) return x < 3 ? Sinc(x) * Sinc(x / 3) : 0;
            return x < 1 ? (((a + 2) * x) - (a + 3)) * x * x + 1 : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * a : 0;
        }

        private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
    }
}
