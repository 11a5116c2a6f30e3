using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>Reads exported files without the library.</summary>
internal static class Rows
{
    /// <summary>Rows of a file that is a JSON array or holds one object a line.</summary>
    public static JsonElement[] Read(string path)
    {
        string text = File.ReadAllText(path);
        return text.StartsWith('[')
            ? [.. JsonElement.Parse(text).EnumerateArray()]
            : [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    public static bool TryParse(string text, out JsonElement json)
    {
        try
        {
            json = JsonElement.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            json = default;
            return false;
        }
    }

    public static bool IsJson(string text, JsonValueKind kind) =>
        TryParse(text, out JsonElement json) && json.ValueKind == kind;

    public static int Count(string text, string word) => text.Split(word).Length - 1;
}
