using System.Text.Json;

namespace SPAgent;

/// <summary>Which tool calls a sample asked for, and what came of each.</summary>
/// <remarks>
/// The response says what was called; the history of a later sample says what came of it. In collections of the Python
/// original every sample holds the history of the whole session, so the history alone could not tell which call is
/// whose.
/// </remarks>
internal sealed class SessionTurns(CollectedSession session)
{
    private readonly Dictionary<string, SessionCall> _calls =
        SessionCall.Of(session).GroupBy(call => call.Key, StringComparer.Ordinal)
            .ToDictionary(calls => calls.Key, calls => calls.First(), StringComparer.Ordinal);

    public IEnumerable<SessionTurnCall> CallsOf(InferenceSample sample)
    {
        Dictionary<string, int> times = new(StringComparer.Ordinal);
        foreach (ToolRequest request in ModelReply.ToolCalls(sample.Response))
        {
            string name = request.Name.Length > 0 ? request.Name : "unknown";
            int time = times[name] = times.GetValueOrDefault(name) + 1;
            string key = $"{name}_iter{sample.Iteration}{(time == 1 ? "" : $"_{time}")}";
            // As it was run: a box in pixels, whatever unit the model wrote.
            SessionCall? call = _calls.GetValueOrDefault(key);
            JsonElement arguments = call?.Arguments is { ValueKind: JsonValueKind.Object } run ? run
                : request.Arguments;
            yield return new SessionTurnCall(name, arguments, call?.Result, request.Problem);
        }
    }
}

/// <summary>A call as a response asked for it, with its result where the session keeps one.</summary>
internal sealed record SessionTurnCall(string Name, JsonElement Arguments, JsonElement? Result, string? Problem)
{
    public bool? Success =>
        Result is JsonElement result ? !SessionCall.IsFailure(result) : Problem is null ? null : false;

    public string? Code => Text(Arguments, "code");

    /// <summary>What the tool said: a message, an error, else the result but for its flag and its picture.</summary>
    public string? Message => Result is not { ValueKind: JsonValueKind.Object } result
        ? Result is { ValueKind: JsonValueKind.String } text ? RowText.Of(text) : Problem
        : Text(result, "message") ?? Text(result, "error") ?? (Rest(result) is { Length: > 0 } rest ? rest : Problem);

    /// <summary>The picture that the tool made, as the session names it.</summary>
    public string? Made => Result is JsonElement result ? SessionCall.MadeBy(result) : null;

    /// <summary>The picture that the call worked on and its number, where the call shows that it worked on
    /// one.</summary>
    public (int Number, string Name)? ActedOn(InferenceSample sample)
    {
        if (Arguments.ValueKind != JsonValueKind.Object) return null;
        int number = sample.Images.Count;
        if (Arguments.TryGetProperty("image_index", out JsonElement given))
        {
            if (given.ValueKind != JsonValueKind.Number || !given.TryGetInt32(out number)) return null;
        }
        else if (!Arguments.TryGetProperty("bbox_2d", out _) && !Arguments.TryGetProperty("angle", out _)
            && Code is null)
        {
            return null;
        }

        return number >= 1 && number <= sample.Images.Count ? (number, sample.Images[number - 1]) : null;
    }

    private static string Rest(JsonElement result) => string.Join(", ", result.EnumerateObject()
        .Where(field => field.Name is not ("success" or "image" or "output_path")).Take(20)
        .Select(field => $"{field.Name}: {PageParts.Shorten(JsonText.Line(field.Value), 200)}"));

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement text)
            && text.ValueKind == JsonValueKind.String ? RowText.Of(text) : null;
}
