using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SPAgent.Internal;

/// <summary>
/// What tells one answer from any other to the same row: two runs over one dataset have traces of the same names. A
/// label's id begins with it, so that labels of another collection are known as such. A new score leaves it as it is.
/// </summary>
public static class RecordIdentity
{
    /// <summary>Of what could not be read.</summary>
    public const string Unknown = "00000000";

    /// <summary>Of a trace: 8 hexadecimal digits.</summary>
    public static string Of(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return Of(
        [
            Whole(trace.SampleIndex), Whole(trace.Rollout), trace.Model, Whole(trace.StartedAt?.UtcTicks),
            trace.FinalResponse, .. trace.Turns.Select(turn => turn.Response),
        ]);
    }

    /// <summary>Of a session: 8 hexadecimal digits.</summary>
    public static string Of(CollectedSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return Of([session.SessionId, Whole(session.StartTime?.Ticks), session.Question, session.FinalAnswer]);
    }

    private static string? Whole(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Of(IEnumerable<string?> parts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string? part in parts)
        {
            // With their lengths, so that no two lists of parts are the same bytes.
            BinaryPrimitives.WriteInt32LittleEndian(length, part?.Length ?? -1);
            hash.AppendData(length);
            hash.AppendData(Encoding.UTF8.GetBytes(part ?? ""));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, Unknown.Length / 2));
    }
}
