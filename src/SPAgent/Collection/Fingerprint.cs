using System.Buffers.Binary;
using System.Numerics;

namespace SPAgent;

/// <summary>
/// A quick 128-bit name for bytes: four interleaved CRC-32C, which processors compute by themselves. Equal bytes have equal names;
/// whether equal names mean equal bytes is for the reader to compare, since a name like this can be forged.
/// </summary>
/// <remarks>SHA-256 would make the comparison needless, but costs as much as all writing of a session of three pictures.</remarks>
internal static class Fingerprint
{
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        uint a = (uint)bytes.Length, b = ~0u, c = 1, d = 2;
        for (; bytes.Length >= 32; bytes = bytes[32..])
        {
            a = BitOperations.Crc32C(a, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            b = BitOperations.Crc32C(b, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
            c = BitOperations.Crc32C(c, BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));
            d = BitOperations.Crc32C(d, BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
        }

        foreach (byte last in bytes)
        {
            a = BitOperations.Crc32C(a, last);
            d = BitOperations.Crc32C(d, last);
        }

        return $"{a:x8}{b:x8}{c:x8}{d:x8}";
    }
}
