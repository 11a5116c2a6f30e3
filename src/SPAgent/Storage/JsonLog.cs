using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>A log of JSON objects, a line each, that several processes append to. What can't be parsed is skipped: a
/// writer that is killed leaves half a line.</summary>
internal sealed class JsonLog(string path)
{
    private readonly Lock _writing = new();

    /// <summary>Where it lies, or will.</summary>
    public string Path => path;

    /// <summary>Adds a line; it is in the file, not yet flushed, when the call returns.</summary>
    /// <exception cref="IOException">The disk is full, or the folder can't be written.</exception>
    public void Add(JsonObject line)
    {
        lock (_writing) AppendLog.Append(path, line.ToJsonString(JsonSettings.Line));
    }

    /// <summary>The objects, from the first; none when there is no file.</summary>
    public IEnumerable<JsonObject> Read() => Parse(AppendLog.ReadLines(path));

    /// <summary>The objects of lines.</summary>
    public static IEnumerable<JsonObject> Parse(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            if (TryParse(line, out JsonObject? entry)) yield return entry;
        }
    }

    /// <summary>A member that is text; null otherwise.</summary>
    public static string? Text(JsonObject entry, string name) =>
        entry[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>A member that is a whole number from 0; null otherwise.</summary>
    public static long? Number(JsonObject entry, string name) =>
        entry[name] is JsonValue value && value.TryGetValue(out long number) && number >= 0 ? number : null;

    /// <summary>Whether a member is true.</summary>
    public static bool IsTrue(JsonObject entry, string name) => entry[name]?.GetValueKind() == JsonValueKind.True;

    // A line may stand behind the half one of a killed writer.
    private static bool TryParse(string line, [NotNullWhen(true)] out JsonObject? entry)
    {
        for (int start = 0; start >= 0 && start < line.Length;
            start = line.IndexOf("{\"", start + 1, StringComparison.Ordinal))
        {
            try
            {
                entry = JsonNode.Parse(line[start..]) as JsonObject;
                // A name that stands twice is found when the object is looked at.
                if (entry?.Count >= 0) return true;
            }
            catch (Exception torn) when (torn is JsonException or ArgumentException)
            {
                // The next beginning may be that of a whole line.
            }
        }

        entry = null;
        return false;
    }
}
