using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SPAgent;

/// <summary>
/// Weighted sums of a row's pixels for <see cref="PillowResample"/>, many products an instruction: image checks spend
/// most of their time here. Without AVX2 the plain sums serve, which give the same.
/// </summary>
/// <remarks>
/// The instruction multiplies 16 bits, and a weight has 22 and a sign: it is taken apart into 11 low bits and the rest,
/// whose sums are put together at the end. Sums may wrap in between; the whole fits 32 bits, so it comes out right.
/// </remarks>
internal sealed class WideTaps
{
    private const int LowBits = 11, LowMask = (1 << LowBits) - 1;

    // Of four colours, in each half the reds, greens and blues of two side by side, as numbers of 16 bits.
    private static readonly Vector256<byte> s_colours = Vector256.Create(
        Vector128.Create(0, 255, 3, 255, 1, 255, 4, 255, 2, 255, 5, 255, 255, 255, 255, 255),
        Vector128.Create(6, 255, 9, 255, 7, 255, 10, 255, 8, 255, 11, 255, 255, 255, 255, 255));

    private readonly short[] _high, _low;
    private readonly int _steps, _channels;

    /// <param name="weights">The weights of each target pixel, one after the other.</param>
    /// <param name="most">How many each has; zeros behind.</param>
    /// <param name="channels">1 or 3.</param>
    public WideTaps(ReadOnlySpan<int> weights, int most, int channels)
    {
        int step = channels == 1 ? 16 : 4, targets = most == 0 ? 0 : weights.Length / most;
        _channels = channels;
        _steps = (most + step - 1) / step;
        (_high, _low) = (new short[targets * _steps * 16], new short[targets * _steps * 16]);
        for (int target = 0; target < targets; target++)
        {
            for (int tap = 0; tap < most; tap++)
            {
                int weight = weights[(target * most) + tap], at = ((target * _steps) + (tap / step)) * 16;
                if (channels == 1) Put(at + (tap % step), weight);
                for (int band = 0; channels == 3 && band < 3; band++)
                    Put(at + (tap % step / 2 * 8) + (band * 2) + (tap % 2), weight);
            }
        }
    }

    /// <summary>Bytes behind the last pixel that may be read, and do not count.</summary>
    public int Overrun => (_steps + 1) * 16 * _channels;

    /// <summary>Whether the processor has the instructions.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>The sums of a target pixel: one, or those of red, green and blue.</summary>
    /// <param name="source">From the target's first pixel on, with <see cref="Overrun"/> bytes behind its last.</param>
    /// <param name="target">The target pixel.</param>
    public Vector128<int> Sum(ReadOnlySpan<byte> source, int target)
    {
        Vector256<int> high = default, low = default;
        ReadOnlySpan<short> highs = _high.AsSpan(target * _steps * 16, _steps * 16),
            lows = _low.AsSpan(target * _steps * 16, _steps * 16);
        int stride = _channels == 1 ? 16 : 12;
        for (int at = 0; highs.Length > 0; at += stride, highs = highs[16..], lows = lows[16..])
        {
            Vector128<byte> read = Vector128.Create(source.Slice(at, 16));
            Vector256<short> pixels = _channels == 1 ? Avx2.ConvertToVector256Int16(read)
                : Avx2.Shuffle(Vector256.Create(read, read), s_colours).AsInt16();
            high += Avx2.MultiplyAddAdjacent(pixels, Vector256.Create(highs));
            low += Avx2.MultiplyAddAdjacent(pixels, Vector256.Create(lows));
        }

        Vector256<int> both = (high << LowBits) + low;
        return _channels == 1 ? Vector128.CreateScalar(Vector256.Sum(both)) : both.GetLower() + both.GetUpper();
    }

    private void Put(int at, int weight) =>
        (_high[at], _low[at]) = ((short)(weight >> LowBits), (short)(weight & LowMask));
}
