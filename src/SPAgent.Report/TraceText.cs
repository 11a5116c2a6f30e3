using System.Text;

namespace SPAgent;

/// <summary>A trace as plain text, for a terminal. Columns and figures that the trace lacks show as N/A.</summary>
public static class TraceText
{
    private const int Head = 300;
    private const int Tail = 200;

    /// <summary>Writes out the row, the conversation's figures, each tool call, the reward and the final
    /// response.</summary>
    /// <param name="trace">A trace of any variant.</param>
    /// <param name="verbose">
    /// Show the final response whole instead of its first 300 and last 200 characters, and each turn with its response
    /// and tokens.
    /// </param>
    public static string Of(Trace trace, bool verbose = false)
    {
        ArgumentNullException.ThrowIfNull(trace);
        StringBuilder text = new();
        text.Line($"Trace: {TerminalText.Line(Path.GetFileName(trace.Source) ?? TraceName.Of(trace).File)}");
        text.Line($"  Dataset path: {TerminalText.Line(trace.DatasetPath)}");
        text.Line($"  Sample index: {trace.SampleIndex}");
        if (trace.Rollout > 1) text.Line($"  Rollout: {trace.Rollout}");
        text.Line($"  Variant: {TerminalText.Line(trace.Variant)}");
        text.Line($"  Model: {TerminalText.Line(trace.Model)}");
        text.Line($"Sample");
        text.Line($"  Locatability score: {Column("locatability_score", "F4")}");
        text.Line($"  Ground truth: lat {Column("lat", "F4")}, lon {Column("lon", "F4")}");
        text.Line($"  Country: {Column("country")}");
        text.Line($"  City: {Column("city")}");
        text.Line($"  Image source: {Column("image_source")}");
        text.Line($"Conversation");
        text.Line($"  Total turns: {trace.Turns.Count}");
        text.Line($"  Tool calls: {trace.ToolCalls.Count}");
        text.Line($"  Total tokens: {trace.Turns.Sum(turn => turn.Tokens()):N0}");
        ToolCalls(text, trace.ToolCalls, verbose);
        Reward(text, trace.Reward);
        FinalResponse(text, trace.FinalResponse, verbose);
        if (verbose) Turns(text, trace.Turns);
        return text.ToString();

        string Column(string name, string numberFormat = "R") =>
            TerminalText.Column(trace.SampleData, name, numberFormat);
    }

    private static void ToolCalls(StringBuilder text, IReadOnlyList<ToolCall> calls, bool verbose)
    {
        if (calls.Count > 0) text.Line($"Tool calls");
        for (int i = 0; i < calls.Count; i++)
        {
            ToolCall call = calls[i];
            text.Line($"  {i + 1}. Turn {call.Turn}: {TerminalText.Line(call.Name)}");
            if (call.Code is null) text.Line($"     Arguments: {TerminalText.Json(call.Arguments)}");
            else text.Line($"     Code: {TerminalText.Text(call.Code).TrimEnd().ReplaceLineEndings("\n           ")}");
            text.Line($"     Success: {TerminalText.YesNo(call.Success)}");
            if (call.Message is not null) text.Line($"     Message: {TerminalText.Line(call.Message)}");
            if (verbose) text.Line($"     Observation: {TerminalText.Line(call.ObservationSha256)}");
        }
    }

    private static void Reward(StringBuilder text, RewardScore? reward)
    {
        text.Line($"Reward");
        text.Line($"  Parse success: {(reward is null ? TerminalText.None : TerminalText.YesNo(reward.ParseSuccess))}");
        text.Line($"  Score: {TerminalText.Number(reward?.Score, "F4")}");
        if (reward is null) return;
        if (reward["distance@km"] is double km)
            text.Line($"  Distance: {TerminalText.Number(reward.ParseSuccess ? km : null, "F2")} km");
        if (reward["geoguessr@point"] is double points)
            text.Line($"  GeoGuessr points: {TerminalText.Number(points, "F0")}/5000");
        foreach ((string name, double figure) in
            reward.Metrics.Where(metric => metric.Key.StartsWith("acc@", StringComparison.Ordinal)))
        {
            text.Line($"  Accuracy @{TerminalText.Line(name[4..])}: {TerminalText.YesNo(figure > 0)}");
        }
    }

    private static void FinalResponse(StringBuilder text, string response, bool verbose)
    {
        List<Rune> runes = [.. response.EnumerateRunes()];
        text.Line($"Final response ({runes.Count:N0} characters)");
        if (verbose || runes.Count <= Head + Tail)
        {
            text.Line($"{TerminalText.Text(response)}");
            return;
        }

        text.Line($"{TerminalText.Text(string.Concat(runes.Take(Head)))}");
        text.Line($"[… {runes.Count - Head - Tail:N0} characters …]");
        text.Line($"{TerminalText.Text(string.Concat(runes.TakeLast(Tail)))}");
    }

    private static void Turns(StringBuilder text, IReadOnlyList<ConversationTurn> turns)
    {
        foreach (ConversationTurn turn in turns)
        {
            text.Line($"Turn {turn.Turn} ({turn.Tokens():N0} tokens)");
            text.Line($"{TerminalText.Text(turn.Response)}");
        }
    }
}
