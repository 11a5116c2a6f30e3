using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>A session as plain text, for a terminal. What the session lacks shows as N/A.</summary>
public static class SessionText
{
    private const int Head = 300, Tail = 200;

    /// <summary>Writes out the question, the outcome, the tool calls with what came of them, and each
    /// inference.</summary>
    /// <param name="session">A session.</param>
    /// <param name="verbose">Show prompts too, and responses whole instead of their first 300 and last 200
    /// characters.</param>
    public static string Of(CollectedSession session, bool verbose = false)
    {
        ArgumentNullException.ThrowIfNull(session);
        StringBuilder text = new();
        text.Line($"Session: {TerminalText.Line(session.SessionId)}");
        text.Line($"  Question: {TerminalText.Line(session.Question)}");
        text.Line(
            $"  Images: {(session.OriginalImages.Count == 0 ? TerminalText.None : TerminalText.Line(string.Join(", ", session.OriginalImages)))}");
        text.Line($"  Success: {TerminalText.YesNo(session.Success)}");
        text.Line($"  Answer: {TerminalText.Line(session.FinalAnswer)}");
        if (session.ErrorMessage is not null) text.Line($"  Error: {TerminalText.Line(session.ErrorMessage)}");
        text.Line($"  Model: {TerminalText.Line(PageSession.ModelOf(session))}");
        text.Line($"  Started: {Time(session.StartTime)}, ended: {Time(session.EndTime)}");
        text.Line($"  Inferences: {session.Samples.Count}");
        text.Line($"  Tool calls: {SessionCall.Of(session).Count}");
        text.Line($"  Total tokens: {session.Samples.Sum(sample => sample.Tokens() ?? 0):N0}");
        SessionTurns turns = new(session);
        foreach (InferenceSample sample in session.Samples) Inference(text, sample, turns, verbose);
        if (verbose) text.Line($"Metadata: {TerminalText.Json(session.Metadata)}");
        return text.ToString();
    }

    private static void Inference(StringBuilder text, InferenceSample sample, SessionTurns turns, bool verbose)
    {
        string type = PageSession.TypeOf(sample) is { } known ? $", {TerminalText.Line(known)}" : "";
        text.Line(
            $"Iteration {sample.Iteration}{type} ({TerminalText.Count(sample.Images.Count, "image")}, {sample.Tokens() ?? 0:N0} tokens)");
        if (verbose) text.Line($"  Prompt: {TerminalText.Text(sample.Prompt)}");
        if (verbose && sample.Reasoning is { } reasoning) text.Line($"  Reasoning: {TerminalText.Text(reasoning)}");
        text.Line($"  Response: {TerminalText.Text(verbose ? sample.Response : Shorten(sample.Response))}");
        foreach (SessionTurnCall call in turns.CallsOf(sample))
        {
            text.Line(
                $"  Call: {TerminalText.Line(call.Name)} {(call.Arguments.ValueKind == JsonValueKind.Undefined ? "" : TerminalText.Json(call.Arguments))}");
            text.Line(
                $"    Success: {(call.Success is bool success ? TerminalText.YesNo(success) : TerminalText.None)}");
            if (call.Message is { } message) text.Line($"    Message: {TerminalText.Line(message)}");
            if (call.Made is { } made) text.Line($"    Image: {TerminalText.Line(made)}");
        }
    }

    private static string Shorten(string response)
    {
        List<Rune> runes = [.. response.EnumerateRunes()];
        return runes.Count <= Head + Tail ? response
            : string.Create(CultureInfo.InvariantCulture,
                $"{string.Concat(runes.Take(Head))}\n[… {runes.Count - Head - Tail:N0} characters "
                    + $"…]\n{string.Concat(runes.TakeLast(Tail))}");
    }

    private static string Time(DateTime? time) =>
        time?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? TerminalText.None;
}
