using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>Rows of exports and manifests, one a line or in one array: whether each is JSON, and names pictures that
/// are there.</summary>
internal sealed partial class ExportRows(string root, List<Finding> findings)
{
    private const int LongestLine = 64 << 20, MostBadLines = 100;

    /// <summary>Rows read, or tried.</summary>
    public int Count { get; private set; }

    public static bool Accepts(string path) =>
        path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || IsArray(path);

    public void Read(string path, CancellationToken cancellationToken)
    {
        string place = Path.GetRelativePath(root, path).Replace('\\', '/');
        PicturesBeside beside = new(path);
        int row = 0, bad = 0;
        try
        {
            foreach (Flaw? flaw in path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) ? Lines(path, beside)
                : Items(path, beside))
            {
                cancellationToken.ThrowIfCancellationRequested();
                row++;
                if (flaw == Flaw.Blank) continue;
                Count++;
                if (flaw is null || ++bad > MostBadLines) continue;
                findings.Add(new Finding
                {
                    Check = flaw.Check,
                    Severity = Severity.Error,
                    Place = place,
                    Turn = row,
                    What = flaw.What,
                    Remedy = "Export it again, or remove the row.",
                    Evidence = flaw.Evidence
                });
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            findings.Add(QualityChecks.Unreadable(place, $"It can't be read: {failed.Message}"));
        }
    }

    private sealed record Flaw(string Check, string What, params string[] Evidence)
    {
        public static Flaw Blank { get; } = new("", "");
    }

    private static IEnumerable<Flaw?> Lines(string path, PicturesBeside beside) =>
        File.ReadLines(path).Select(text => string.IsNullOrWhiteSpace(text) ? Flaw.Blank : Problem(text, beside));

    // Item by item, so that memory holds one of them.
    private static IEnumerable<Flaw?> Items(string path, PicturesBeside beside)
    {
        using PythonJsonStream file = new(File.OpenRead(path));
        using IEnumerator<JsonElement> items = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(file, Deep)
            .ToBlockingEnumerable().GetEnumerator();
        bool torn = false;
        while (!torn)
        {
            JsonElement item = default;
            try
            {
                if (!items.MoveNext()) yield break;
                item = items.Current;
            }
            catch (JsonException)
            {
                torn = true;
            }

            yield return torn ? new Flaw("unreadable", "The array is torn here, or no JSON.") : Problem(item, beside);
        }
    }

    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = JsonText.Deep.MaxDepth };

    private static Flaw? Problem(string text, PicturesBeside beside)
    {
        if (text.Length > LongestLine) return new("unreadable", $"The row has {text.Length:N0} characters.");
        try
        {
            return Problem(JsonText.Parse(Encoding.UTF8.GetBytes(text)), beside);
        }
        catch (JsonException)
        {
            return new("unreadable", "The row is torn, or no JSON.");
        }
    }

    private static Flaw? Problem(JsonElement row, PicturesBeside beside)
    {
        if (row.ValueKind != JsonValueKind.Object) return new("unreadable", "The row is no JSON object.");
        string[] pictures = [.. Pictures(row)];
        string[] missing = [.. pictures.Where(picture => !beside.Holds(picture)).Take(10)];
        if (missing.Length > 0)
            return new("missing_image", $"It names {QualityCheck.Quote(missing[0])}, which is not there.", missing);
        int placeholders = Placeholders(row);
        return pictures.Length > 0 && placeholders > 0 && placeholders != pictures.Length
            ? new("placeholder_count",
                $"It has {placeholders} <image> placeholders for {TerminalText.Count(pictures.Length, "picture")}.")
            : null;
    }

    // Very many JSON files lie in a collection; those whose names say what they are need not be opened.
    private static bool IsArray(string path)
    {
        if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || Known().IsMatch(Path.GetFileName(path)))
            return false;
        try
        {
            using FileStream file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[64];
            ReadOnlySpan<byte> text = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            if (text.StartsWith("\uFEFF"u8)) text = text[3..];
            return text.TrimStart(" \t\r\n"u8) is [(byte)'[', ..];
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return false;
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
                if (RowText.Of(item) is { } path && item.ValueKind == JsonValueKind.String
                    && !path.Contains("://", StringComparison.Ordinal)
                    && !InlineImage.Is(path)) yield return path;
            }
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

    [GeneratedRegex(@"\A(?:trace_[0-9]+(?:\.r[0-9]+)?|sample_[0-9]+|session_metadata|statistics|run|dataset_info|spagent-export|.*\.manifest)\.json\z")]
    private static partial Regex Known();
}
