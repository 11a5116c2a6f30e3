using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SPAgent;

/// <summary>What a row says about which pictures, as a number; ids and times do not count.</summary>
internal static class RowFingerprint
{
    public static UInt128 Of(TrainingRow row)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, row);
        if (row.Rejected is { } other) Add(hash, other);
        return First(hash.GetHashAndReset());
    }

    /// <summary>What was said and seen before the last reply.</summary>
    public static UInt128 OfTurnsBefore(TrainingRow row) =>
        Of(row with { Messages = [.. row.Messages.SkipLast(1)], Rejected = null });

    /// <summary>The first 16 bytes of a hash: enough to tell rows and pictures apart, and half the memory.</summary>
    public static UInt128 First(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt128BigEndian(hash);

    private static void Add(IncrementalHash hash, TrainingRow row)
    {
        hash.AppendData(row.System.Utf8);
        foreach (TrainingMessage message in row.Messages)
        {
            hash.AppendData([0, (byte)message.Role]);
            hash.AppendData(message.Text.Utf8);
            foreach (TrainingCall call in message.Calls) hash.AppendData(call.ToUtf8());
        }

        Span<byte> identity = stackalloc byte[16];
        foreach (TrainingImage image in row.Images)
        {
            BinaryPrimitives.WriteUInt128BigEndian(identity, image.Identity());
            hash.AppendData(identity);
        }
    }
}
