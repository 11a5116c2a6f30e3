using System.Diagnostics.CodeAnalysis;

namespace SPAgent.Internal;

/// <summary>
/// Names as people write them, the same whatever their case and their signs <c>_</c>, <c>-</c>, <c>@</c> and blanks: a
/// reward calls <c>distance@km</c> what the statistics and a trace's file call <c>distance_km</c>, and an object's
/// <c>DistanceKm</c> stands in a table in snake case.
/// </summary>
public sealed class LooseNames : IEqualityComparer<string>
{
    /// <summary>The only one.</summary>
    public static readonly LooseNames Comparer = new();

    /// <summary>
    /// The very name, else the only one that is the same loosely; null where there is none, or more than one.
    /// </summary>
    public static string? Find(IEnumerable<string> names, string wanted)
    {
        string[] near = [.. names.Distinct().Where(name => Comparer.Equals(name, wanted))];
        return near.Contains(wanted) ? wanted : near is [var only] ? only : null;
    }

    /// <inheritdoc/>
    public bool Equals(string? x, string? y)
    {
        if (x is null || y is null) return x == y;
        int i = 0, j = 0;
        while (true)
        {
            while (i < x.Length && IsSign(x[i])) i++;
            while (j < y.Length && IsSign(y[j])) j++;
            if (i == x.Length || j == y.Length) return i == x.Length && j == y.Length;
            if (char.ToLowerInvariant(x[i++]) != char.ToLowerInvariant(y[j++])) return false;
        }
    }

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] string obj)
    {
        HashCode hash = default;
        foreach (char c in obj)
        {
            if (!IsSign(c)) hash.Add(char.ToLowerInvariant(c));
        }

        return hash.ToHashCode();
    }

    private static bool IsSign(char c) => c is '_' or '-' or '@' or ' ';
}
