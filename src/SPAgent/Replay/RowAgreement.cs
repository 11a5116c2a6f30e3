using System.Text.Json;

namespace SPAgent;

/// <summary>Compares a trace with a row of a dataset where no hash can: the row's other columns tell whether it is the
/// one.</summary>
internal static class RowAgreement
{
    /// <summary>
    /// What contradicts: a column that both have, with another value. Null when nothing does, which proves nothing
    /// about the picture. Columns that only one of them has are left out: datasets gain and lose columns.
    /// </summary>
    public static string? Contradiction(Trace trace, DatasetRow row)
    {
        using JsonDocument now = JsonDocument.Parse(row.ToJson());
        foreach (JsonProperty then in trace.SampleData.EnumerateObject())
        {
            if (!now.RootElement.TryGetProperty(then.Name, out JsonElement value)
                || JsonElement.DeepEquals(value, then.Value)) continue;
            return $"row {row.Index} of the dataset has another {then.Name} than the trace (its index may be of a "
                + "sorted selection, so that the picture is another one)";
        }

        return null;
    }
}
