using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>The collection's <c>failures.jsonl</c>: one line for each session that failed, appended by any number of
/// processes.</summary>
internal sealed class FailureLog(string path)
{
    private const int MaxReasonLength = 10_000;

    private readonly JsonLog _log = new(path);

    /// <summary>Appends a line, which is not flushed yet; returns the file.</summary>
    public string Append(FailedSession failed)
    {
        JsonObject line = new()
        {
            ["session_id"] = failed.SessionId,
            ["source_key"] = failed.SourceKey,
            ["reason"] = failed.Reason.Length > MaxReasonLength ? failed.Reason[..MaxReasonLength] : failed.Reason,
            ["time"] = SessionLayout.Time(failed.Time!.Value),
        };
        if (failed.IsTransient) line["transient"] = true;
        _log.Add(line);
        return path;
    }

    /// <summary>The failures in the order of their first line; of several lines for a session the last one
    /// counts.</summary>
    public IReadOnlyList<FailedSession> Read()
    {
        var failures = new Dictionary<string, FailedSession>(StringComparer.Ordinal);
        foreach (JsonObject line in _log.Read())
        {
            if (JsonLog.Text(line, "session_id") is not { } id) continue;
            failures[id] = new FailedSession
            {
                SessionId = id,
                SourceKey = JsonLog.Text(line, "source_key"),
                Reason = JsonLog.Text(line, "reason") ?? "",
                Time = SessionLayout.ParseTime(JsonLog.Text(line, "time")),
                IsTransient = JsonLog.IsTrue(line, "transient"),
            };
        }

        return [.. failures.Values];
    }
}
