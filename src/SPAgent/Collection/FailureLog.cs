using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>The collection's <c>failures.jsonl</c>: one line for each session that failed, appended by any number of
/// processes.</summary>
internal sealed class FailureLog(string path)
{
    private const int MaxReasonLength = 10_000;
    private const string LineStart = "{\"session_id\":";

    /// <summary>Appends a line, which is not flushed yet; returns the file.</summary>
    public string Append(FailedSession failed)
    {
        using var buffer = new PooledBuffer(1024);
        using var writer = new Utf8JsonWriter(buffer, JsonSettings.Compact);
        writer.WriteStartObject();
        writer.WriteString("session_id"u8, failed.SessionId);
        writer.WriteString("source_key"u8, failed.SourceKey);
        writer.WriteString("reason"u8, failed.Reason.Length > MaxReasonLength ? failed.Reason[..MaxReasonLength]
            : failed.Reason);
        writer.WriteString("time"u8, SessionLayout.Time(failed.Time!.Value));
        if (failed.IsTransient) writer.WriteBoolean("transient"u8, true);
        writer.WriteEndObject();
        writer.Flush();
        AppendLog.Append(path, Encoding.UTF8.GetString(buffer.Written.Span));
        return path;
    }

    /// <summary>The failures in the order of their first line; of several lines for a session the last one
    /// counts.</summary>
    public IReadOnlyList<FailedSession> Read()
    {
        var failures = new Dictionary<string, FailedSession>(StringComparer.Ordinal);
        foreach (string line in AppendLog.ReadLines(path))
        {
            if ((Parse(line) ?? ParseTail(line)) is { } failed) failures[failed.SessionId] = failed;
        }

        return [.. failures.Values];
    }

    // A line that was written behind the torn one of a killed writer.
    private static FailedSession? ParseTail(string line) =>
        line.LastIndexOf(LineStart, StringComparison.Ordinal) is > 0 and int start ? Parse(line[start..]) : null;

    private static FailedSession? Parse(string line)
    {
        try
        {
            JsonElement json = JsonText.Parse(Encoding.UTF8.GetBytes(line));
            if (json.ValueKind != JsonValueKind.Object || Text(json, "session_id") is not { } id) return null;
            return new FailedSession
            {
                SessionId = id,
                SourceKey = Text(json, "source_key"),
                Reason = Text(json, "reason") ?? "",
                Time = SessionLayout.ParseTime(Text(json, "time")),
                IsTransient = json.TryGetProperty("transient", out JsonElement passes)
                    && passes.ValueKind == JsonValueKind.True,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
