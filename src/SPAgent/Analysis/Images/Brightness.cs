using System.Buffers;

namespace SPAgent;

/// <summary>The brightness of all pixels, √(.241 R² + .691 G² + .068 B²) / 255, and the histograms of the
/// bands.</summary>
/// <remarks>
/// A thousand times the sum under the root is a whole number below 2²⁶, so percentiles are exact without sorting: one
/// pass counts by its upper bits, a second one counts the lower bits of the pixels in the few counts that hold the
/// wanted ranks.
/// </remarks>
internal sealed class Brightness
{
    private const int LowBits = 13, Highest = 65_025_000;

    private static readonly int[] Red = Weighted(241), Green = Weighted(691), Blue = Weighted(68);

    private readonly int[] _coarse = new int[(Highest >> LowBits) + 1];
    private readonly int[] _bands = new int[3 * 256];
    private readonly int[][] _fine;
    private readonly Dictionary<int, int> _fineOf = [];
    private readonly int _count;

    public Brightness(ReadOnlySpan<byte> rgb)
    {
        _count = rgb.Length / 3;
        int[] coarse = _coarse, bands = _bands;
        ushort[] rented = ArrayPool<ushort>.Shared.Rent(_count);
        Span<ushort> places = rented.AsSpan(0, _count);
        for (int pixel = 0, i = 0; pixel < places.Length; pixel++, i += 3)
        {
            byte r = rgb[i], g = rgb[i + 1], b = rgb[i + 2];
            bands[r]++;
            bands[256 + g]++;
            bands[512 + b]++;
            int place = (Red[r] + Green[g] + Blue[b]) >> LowBits;
            places[pixel] = (ushort)place;
            coarse[place]++;
        }

        foreach (double percent in (double[])[5, 99])
        {
            long rank = Rank(percent);
            foreach (long one in (long[])[rank, Math.Min(rank + 1, _count - 1)])
                _fineOf.TryAdd(Find(coarse, one, out _), _fineOf.Count);
        }

        _fine = [.. _fineOf.Select(_ => new int[1 << LowBits])];
        CountFine(rgb, places);
        ArrayPool<ushort>.Shared.Return(rented);
    }

    /// <summary>The linear percentile, 5 or 99, from 0 to 1.</summary>
    public double Percentile(double percent)
    {
        double place = percent / 100 * (_count - 1);
        long rank = Rank(percent);
        double below = Value(rank), above = Value(Math.Min(rank + 1, _count - 1));
        return below + ((above - below) * (place - rank));
    }

    /// <summary>Shannon bits of the histograms of the bands as one; with 1 band that of a grey picture.</summary>
    public double Entropy(int bands)
    {
        double total = (double)_count * bands, bits = 0;
        for (int i = 0; i < bands * 256; i++)
        {
            if (_bands[i] > 0) bits -= _bands[i] / total * Math.Log2(_bands[i] / total);
        }

        return bits;
    }

    private void CountFine(ReadOnlySpan<byte> rgb, ReadOnlySpan<ushort> places)
    {
        // Four ranks lie in at most four counts.
        ushort[] wanted = [.. _fineOf.Keys.Select(place => (ushort)place)];
        for (int pixel = 0; places[pixel..].IndexOfAny(wanted) is >= 0 and int next; pixel++)
        {
            pixel += next;
            int value = Red[rgb[3 * pixel]] + Green[rgb[(3 * pixel) + 1]] + Blue[rgb[(3 * pixel) + 2]];
            _fine[_fineOf[value >> LowBits]][value & ((1 << LowBits) - 1)]++;
        }
    }

    private long Rank(double percent) => (long)(percent / 100 * (_count - 1));

    private double Value(long rank)
    {
        int coarse = Find(_coarse, rank, out long before);
        int fine = Find(_fine[_fineOf[coarse]], rank - before, out _);
        return Math.Sqrt(((coarse << LowBits) | fine) / 1000.0) / 255;
    }

    private static int Find(int[] counts, long rank, out long before)
    {
        before = 0;
        for (int i = 0; ; i++)
        {
            if (rank < before + counts[i]) return i;
            before += counts[i];
        }
    }

    private static int[] Weighted(int weight) => [.. Enumerable.Range(0, 256).Select(value => weight * value * value)];
}
