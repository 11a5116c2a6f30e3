using System.Globalization;
using System.Text.Json;

namespace SPAgent;

/// <summary>Which rows of two runs are the same question.</summary>
/// <param name="Pairs">In the order of A.</param>
/// <param name="ByIndex">Whether equal indices made the pairs; else equal data.</param>
internal sealed record RowPairing(IReadOnlyList<(ComparedRow A, ComparedRow B)> Pairs, bool ByIndex)
{
    /// <exception cref="ArgumentException">Too few rows match.</exception>
    public static RowPairing Of(ComparedRun a, ComparedRun b, string nameA, string nameB)
    {
        bool byIndex = a.Dataset is { } one && b.Dataset is { } other ? one == other : AgreeByIndex(a, b);
        (ComparedRow A, ComparedRow B)[] pairs = [.. byIndex ? ByRow(a, b) : ByData(a, b)];
        int least = Math.Min(a.Rows.Count, b.Rows.Count);
        if (!byIndex && pairs.Length * 2 < least)
        {
            throw new ArgumentException(
                $"{nameA} and {nameB} are not of one dataset, and only {pairs.Length} of {least} rows have equal row "
                + "data: less than half. Compare runs over the same rows.");
        }

        return pairs.Length > 0 ? new(pairs, byIndex) : throw new ArgumentException(
            $"{nameA} and {nameB} have no row in common. Compare runs over the same rows: the same --samples, "
            + "--strategy and --seed.");
    }

    // Without fingerprints the rows themselves tell.
    private static bool AgreeByIndex(ComparedRun a, ComparedRun b)
    {
        (ComparedRow A, ComparedRow B)[] common = [.. ByRow(a, b)];
        return common.Length > 0
            && Array.TrueForAll(common, pair => JsonElement.DeepEquals(pair.A.Data, pair.B.Data));
    }

    private static IEnumerable<(ComparedRow A, ComparedRow B)> ByRow(ComparedRun a, ComparedRun b) =>
        a.Rows.Join(b.Rows, row => row.Row, row => row.Row, (one, other) => (one, other));

    private static IEnumerable<(ComparedRow A, ComparedRow B)> ByData(ComparedRun a, ComparedRun b)
    {
        Dictionary<string, ComparedRow> ofA = Unique(a, row => Key(row.Data)),
            ofB = Unique(b, row => Key(row.Data));
        // The same question about several pictures: the picture tells, and where it does not, nothing does.
        Dictionary<string, ComparedRow> picturesOfA = Unique(a, WithPicture), picturesOfB = Unique(b, WithPicture);
        foreach (ComparedRow row in a.Rows)
        {
            if ((ofA.ContainsKey(Key(row.Data)) && ofB.TryGetValue(Key(row.Data), out ComparedRow? same))
                || (picturesOfA.ContainsKey(WithPicture(row))
                    && picturesOfB.TryGetValue(WithPicture(row), out same)))
            {
                yield return (row, same);
            }
        }
    }

    private static Dictionary<string, ComparedRow> Unique(ComparedRun run, Func<ComparedRow, string> key) =>
        run.Rows.GroupBy(key, StringComparer.Ordinal).Where(group => group.Count() == 1)
            .ToDictionary(group => group.Key, group => group.Single(), StringComparer.Ordinal);

    private static string WithPicture(ComparedRow row) => $"{row.Traces[0].Image} {Key(row.Data)}";

    // The order of columns is no difference, nor is how a number is written: 48.0 is 48.
    private static string Key(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => string.Join('\n', value.EnumerateObject()
            .OrderBy(column => column.Name, StringComparer.Ordinal)
            .Select(column => $"{JsonSerializer.Serialize(column.Name)}:{Key(column.Value)}").Prepend("{").Append("}")),
        JsonValueKind.Array => string.Join('\n', value.EnumerateArray().Select(Key).Prepend("[").Append("]")),
        // Up to 2^53 no number is another's double.
        JsonValueKind.Number when Math.Abs(value.GetDouble()) < 1L << 53 =>
            value.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        JsonValueKind.Number => value.GetRawText(),
        _ => JsonText.Line(value),
    };
}
