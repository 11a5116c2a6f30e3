namespace SPAgent;

/// <summary>Which names somebody may have meant.</summary>
internal static class NearNames
{
    // A longer text is no misspelt name; it is compared by its beginning.
    private const int Longest = 100;

    /// <summary>The names that need the fewest changed letters, whatever their case; of equals the earlier.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> names, string wanted, int most) =>
        [.. names.OrderBy(name => Distance(name, wanted)).Take(most)];

    // Levenshtein's, one row at a time.
    private static int Distance(string one, string other)
    {
        string a = one[..Math.Min(one.Length, Longest)].ToUpperInvariant(),
            b = other[..Math.Min(other.Length, Longest)].ToUpperInvariant();
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            (int diagonal, row[0]) = (row[0], i);
            for (int j = 1; j <= b.Length; j++)
            {
                int changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
