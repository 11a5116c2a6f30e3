using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>Counts why samples failed; reasons that differ in their numbers only are one. Safe from several
/// threads.</summary>
internal sealed partial class FailureReasons
{
    private readonly Dictionary<string, (string First, int Times)> _reasons = new(StringComparer.Ordinal);

    /// <summary>The commonest reason, in the words in which it came first, with its count where there are others; null
    /// without any.</summary>
    public string? Commonest
    {
        get
        {
            lock (_reasons)
            {
                if (_reasons.Count == 0) return null;
                (string first, int times) = _reasons.Values.MaxBy(reason => reason.Times);
                int all = _reasons.Values.Sum(reason => reason.Times);
                return _reasons.Count == 1 ? first : $"{first} ({times} of {all})";
            }
        }
    }

    public void Add(string reason)
    {
        lock (_reasons)
        {
            string kind = Digits().Replace(reason, "0");
            bool isKnown = _reasons.TryGetValue(kind, out (string First, int Times) known);
            _reasons[kind] = isKnown ? (known.First, known.Times + 1) : (reason, 1);
        }
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
