using System.Text.Json;

namespace SPAgent;

/// <summary>Finds the column of pictures that a caller names.</summary>
internal static class JsonColumnChoice
{
    private const int LongestShown = 60;

    /// <summary>
    /// A column of pictures by its name or by its key; else any other key whose first value is a picture: one may keep
    /// them under whatever name.
    /// </summary>
    /// <exception cref="DatasetException">There is none; the message lists those there are.</exception>
    public static JsonColumn Find(
        IReadOnlyList<JsonColumn> columns, IReadOnlyList<JsonPart> parts, string path, string name)
    {
        JsonColumn[] pictures = [.. columns.Where(column => column.HoldsImages)];
        if (Array.Find(pictures, column => column.Name == name) is { } named) return named;
        if (Array.Find(pictures, column => column.Key == name) is { } keyed) return keyed;
        string? why = null;
        if (columns.FirstOrDefault(column => column.Name == name) is { } other)
        {
            (string first, bool isPicture) = FirstOf(other, parts);
            if (isPicture) return other.Chosen();
            why = $" (its first value is {first}, where no picture lies)";
        }

        throw ImageDataset.NoImageColumn(path, name, pictures.Select(column => column.Name), why);
    }

    /// <summary>
    /// The first value of a column as JSON, cut short, and whether it holds a picture or the path of one that is there.
    /// </summary>
    private static (string Shown, bool IsPicture) FirstOf(JsonColumn column, IReadOnlyList<JsonPart> parts)
    {
        foreach (JsonPart part in parts)
        {
            for (int line = 0; line < part.Rows.Count; line++)
            {
                using JsonDocument document = part.Rows.Read(line);
                if (!document.RootElement.TryGetProperty(column.Key, out JsonElement value)) continue;
                if (value.ValueKind == JsonValueKind.Array) value = value.EnumerateArray().FirstOrDefault();
                if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) continue;
                string shown = value.GetRawText();
                if (shown.Length > LongestShown) shown = shown[..LongestShown] + "…";
                return (shown, value.ValueKind == JsonValueKind.String && part.HoldsPicture(value.GetString()!));
            }
        }

        return ("null", false);
    }
}
