using System.Text.Json;

namespace SPAgent;

/// <summary>Rows of exports and manifests in JSONL: whether each is JSON, and names pictures that are there.</summary>
internal sealed class ExportRows(string root, List<Finding> findings)
{
    private const int LongestLine = 64 << 20, MostBadLines = 100;

    /// <summary>Rows read, or tried.</summary>
    public int Count { get; private set; }

    public static bool Accepts(string path) => path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase);

    public void Read(string path, CancellationToken cancellationToken)
    {
        string place = Path.GetRelativePath(root, path).Replace('\\', '/');
        int line = 0, bad = 0;
        try
        {
            foreach (string text in File.ReadLines(path))
            {
                cancellationToken.ThrowIfCancellationRequested();
                line++;
                if (string.IsNullOrWhiteSpace(text)) continue;
                Count++;
                if (Problem(text, Path.GetDirectoryName(path)!) is not { } problem || ++bad > MostBadLines) continue;
                findings.Add(new Finding { Check = problem.Check, Severity = Severity.Error, Place = place, Turn = line, What = problem.What, Remedy = "Export it again, or remove the row.", Evidence = problem.Evidence });
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            findings.Add(new Finding { Check = "unreadable", Severity = Severity.Error, Place = place, What = $"It can't be read: {failed.Message}", Remedy = "Check the file." });
        }
    }

    private static (string Check, string What, string[] Evidence)? Problem(string text, string folder)
    {
        if (text.Length > LongestLine) return ("unreadable", $"The row has {text.Length:N0} characters.", []);
        try
        {
            using JsonDocument row = JsonDocument.Parse(text, JsonText.Deep);
            if (row.RootElement.ValueKind != JsonValueKind.Object) return ("unreadable", "The row is no JSON object.", []);
            string[] pictures = [.. Pictures(row.RootElement)];
            string[] missing = [.. pictures.Where(picture => !Exists(folder, picture)).Take(10)];
            if (missing.Length > 0) return ("missing_image", $"It names {QualityCheck.Quote(missing[0])}, which is not there.", missing);
            int placeholders = Placeholders(row.RootElement);
            return pictures.Length > 0 && placeholders > 0 && placeholders != pictures.Length
                ? ("placeholder_count", $"It has {placeholders} <image> placeholders for {Printable.Count(pictures.Length, "picture")}.", [])
                : null;
        }
        catch (JsonException)
        {
            return ("unreadable", "The row is torn, or no JSON.", []);
        }
    }

    private static IEnumerable<string> Pictures(JsonElement row)
    {
        foreach (string name in (string[])["image", "file_name", "images", "file_names"])
        {
            if (!row.TryGetProperty(name, out JsonElement value)) continue;
            JsonElement[] items = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
            foreach (JsonElement item in items)
            {
                if (RowText.Of(item) is { } path && item.ValueKind == JsonValueKind.String && !path.Contains("://", StringComparison.Ordinal) && !path.StartsWith("data:", StringComparison.Ordinal)) yield return path;
            }
        }
    }

    private static bool Exists(string folder, string picture)
    {
        try
        {
            return File.Exists(Path.Combine(folder, picture));
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static int Placeholders(JsonElement row)
    {
        int count = 0;
        foreach (string name in (string[])["conversations", "messages"])
        {
            if (!row.TryGetProperty(name, out JsonElement turns) || turns.ValueKind != JsonValueKind.Array) continue;
            foreach (JsonElement turn in turns.EnumerateArray())
            {
                string? text = RowText.Of(turn, "value") ?? RowText.Of(turn, "content");
                count += text is null ? 0 : text.AsSpan().Count("<image>");
            }
        }

        return count;
    }
}
