using System.Security.Cryptography;
using System.Text;

namespace SPAgent.Serve;

/// <summary>What a request may do.</summary>
internal enum Right
{
    None,
    Read,
    Mark,
}

/// <summary>The tokens of one start: random, and compared in a time that tells nothing of them.</summary>
internal sealed class AccessTokens(bool readOnly)
{
    private const int Bytes = 32;

    /// <summary>Lets its bearer mark, unless nothing may be marked.</summary>
    public string Whole { get; } = New();

    /// <summary>Lets its bearer read.</summary>
    public string Reading { get; } = New();

    public Right RightOf(string? token)
    {
        if (string.IsNullOrEmpty(token)) return Right.None;
        // Both are compared, so that the time does not tell which one it was.
        bool whole = Same(token, Whole), reading = Same(token, Reading);
        return whole && !readOnly ? Right.Mark : whole || reading ? Right.Read : Right.None;
    }

    private static bool Same(string given, string token) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
}
