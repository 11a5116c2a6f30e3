using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using ParquetSharp;

namespace SPAgent;

/// <summary>What a row holds of what a leaf stores.</summary>
internal static class ParquetValue
{
    private const long FirstDay = 2_440_588, Day = 86_400_000_000_000;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    public static object? Of(long value, ArrowType type) => type switch
    {
        { Layout: ArrowLayout.Null } => null,
        { Layout: ArrowLayout.Decimal } => new DatasetDecimal(value, type.Scale),
        { Layout: ArrowLayout.Unsigned, Width: 8 } => (ulong)value,
        { Layout: ArrowLayout.Unsigned } => value & ((1L << (8 * type.Width)) - 1),
        _ => value,
    };

    public static object? Of(Int96 value)
    {
        long time = unchecked(((value.C - FirstDay) * Day) + (long)(((ulong)(uint)value.B << 32) | (uint)value.A));
        return time;
    }

    public static object? Of(ReadOnlySpan<byte> bytes, ArrowType type) => type.Layout switch
    {
        ArrowLayout.Null => null,
        ArrowLayout.Decimal => new DatasetDecimal(new BigInteger(bytes, isBigEndian: true), type.Scale),
        ArrowLayout.Float => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        ArrowLayout.Text => Text(bytes),
        _ => bytes.ToArray(),
    };

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("its text is not valid UTF-8.");
        }
    }
}
