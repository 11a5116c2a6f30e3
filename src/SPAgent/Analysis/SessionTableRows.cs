using System.Text.Json;

namespace SPAgent;

/// <summary>The rows that a session gives to a table.</summary>
internal static class SessionTableRows
{
    public static void Add(TableBuilder table, CollectedSession session, SessionRows rows)
    {
        switch (rows)
        {
            case SessionRows.Sessions:
                table.Add([.. Cells(session)]);
                break;
            case SessionRows.Samples:
                foreach (InferenceSample sample in session.Samples) Sample(table, session, sample);
                break;
            case SessionRows.ToolCalls:
                foreach (SessionCall call in SessionCall.Of(session)) Call(table, session, call);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(rows), rows, "Sessions, Samples or ToolCalls");
        }
    }

    /// <summary>The cells of a session in the table of sessions.</summary>
    public static IEnumerable<(string Column, object? Value)> Cells(CollectedSession session)
    {
        long?[] tokens = [.. session.Samples.Select(sample => sample.Tokens()).Where(spent => spent is not null)];
        IReadOnlyList<SessionCall> calls = SessionCall.Of(session);
        List<(string, object?)> cells =
        [
            ("session", session.SessionId),
            ("question", session.Question),
            ("answer", string.IsNullOrWhiteSpace(session.FinalAnswer) ? null : session.FinalAnswer),
            ("success", session.Success),
            ("samples", session.Samples.Count),
            ("images", session.OriginalImages.Count),
            ("tool_calls", calls.Count),
            ("failed_calls", calls.Count(call => call.Failed)),
            ("tokens", tokens.Length == 0 ? null : tokens.Sum()),
            ("start", session.StartTime),
            ("duration_s", (session.EndTime - session.StartTime)?.TotalSeconds),
        ];
        if (session.Metadata.ValueKind == JsonValueKind.Object)
        {
            cells.AddRange(session.Metadata.EnumerateObject()
                .Select(field => (field.Name, TraceTableRows.Value(field.Value))));
        }

        return cells;
    }

    private static void Sample(TableBuilder table, CollectedSession session, InferenceSample sample) => table.Add(
        ("session", session.SessionId),
        ("iteration", sample.Iteration),
        ("images", sample.Images.Count),
        ("tokens", sample.Tokens()),
        ("latency_ms", sample.LatencyMs),
        ("finish_reason", sample.FinishReason),
        ("prompt_characters", sample.Prompt.Length),
        ("response_characters", sample.Response.Length),
        ("reasoning_characters", sample.Reasoning?.Length),
        ("time", sample.Timestamp),
        ("response", sample.Response));

    private static void Call(TableBuilder table, CollectedSession session, SessionCall call) => table.Add(
        ("session", session.SessionId),
        ("iteration", call.Iteration),
        ("tool", call.Tool),
        ("success", !call.Failed),
        ("arguments", call.Arguments is JsonElement arguments ? JsonText.Line(arguments) : null));
}
