using System.Globalization;

namespace SPAgent;

/// <summary>
/// Ids for calls that come without one, never the same twice in the life of a client: nine letters and digits, since
/// some servers take no other.
/// </summary>
internal sealed class CallIds
{
    private int _last;

    public string Next() =>
        string.Create(CultureInfo.InvariantCulture, $"c{(uint)Interlocked.Increment(ref _last) % 100_000_000:D8}");
}
