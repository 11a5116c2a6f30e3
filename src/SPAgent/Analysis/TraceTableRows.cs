using System.Text.Json;

namespace SPAgent;

/// <summary>The rows that a trace gives to a table.</summary>
/// <param name="table">Where they go.</param>
/// <param name="rows">What a row stands for.</param>
/// <param name="hasRollouts">
/// Whether rows of the dataset have several traces, so that a column says which it is.
/// </param>
internal sealed class TraceTableRows(TableBuilder table, TraceRows rows, bool hasRollouts)
{
    public void Add(Trace trace)
    {
        switch (rows)
        {
            case TraceRows.Traces:
                table.Add([.. Cells(trace, hasRollouts)]);
                break;
            case TraceRows.Turns:
                foreach (ConversationTurn turn in trace.Turns) Turn(trace, turn);
                break;
            default:
                foreach (ToolCall call in trace.ToolCalls) Call(trace, call);
                break;
        }
    }

    /// <summary>The cells of a trace in the table of traces.</summary>
    public static IEnumerable<(string Column, object? Value)> Cells(Trace trace, bool hasRollouts)
    {
        List<(string, object?)> cells =
        [
            .. Which(trace, hasRollouts),
            ("model", trace.Model),
            ("turns", trace.Turns.Count),
            ("tool_calls", trace.ToolCalls.Count),
            ("failed_calls", trace.ToolCalls.Count(call => !call.Success)),
            ("tokens", trace.Turns.Sum(turn => turn.Tokens())),
            ("duration_ms", trace.DurationMs),
            ("parse_success", trace.Reward?.ParseSuccess),
            ("score", trace.Reward?.Score),
            ("answer", AnswerText.Find(trace.FinalResponse) is { Length: > 0 } answer ? answer : null),
        ];
        cells.AddRange((trace.Reward?.Metrics ?? []).Select(metric => (metric.Key, (object?)metric.Value)));
        foreach (JsonProperty column in trace.SampleData.EnumerateObject())
            cells.Add((column.Name, Value(column.Value)));
        return cells;
    }

    private void Turn(Trace trace, ConversationTurn turn) => table.Add([
        .. Which(trace, hasRollouts),
        ("turn", turn.Turn),
        ("prompt_tokens", turn.Usage?.PromptTokens),
        ("completion_tokens", turn.Usage?.CompletionTokens),
        ("tokens", turn.Usage is null ? null : turn.Tokens()),
        ("latency_ms", turn.LatencyMs),
        ("finish_reason", turn.FinishReason),
        ("response_characters", turn.Response.Length),
        ("reasoning_characters", turn.Reasoning?.Length),
        ("response", turn.Response)]);

    private void Call(Trace trace, ToolCall call) => table.Add([
        .. Which(trace, hasRollouts),
        ("turn", call.Turn),
        ("tool", call.Name),
        ("success", call.Success),
        ("arguments", call.Arguments is JsonElement arguments ? JsonText.Line(arguments) : null),
        ("code", call.Code),
        ("message", call.Message),
        ("score", trace.Reward?.Score)]);

    private static (string, object?)[] Which(Trace trace, bool hasRollouts) =>
        hasRollouts ? [("sample_index", trace.SampleIndex), ("rollout", trace.Rollout)]
            : [("sample_index", trace.SampleIndex)];

    /// <summary>A field of somebody's JSON as a cell.</summary>
    public static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out long whole) ? whole : value.GetDouble(),
        JsonValueKind.String => RowText.Of(value),
        _ => JsonText.Line(value),
    };
}
