using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent.Internal;

/// <summary>A tool call that a session's context keeps: its key, such as <c>image_zoom_in_tool_iter1</c>, and what came
/// of it.</summary>
/// <param name="Key">Tool, iteration, and a number where the tool was called again in it.</param>
/// <param name="Tool">Name of the tool.</param>
/// <param name="Iteration">The iteration that called it; null when the key does not say.</param>
/// <param name="Arguments">What it was called with; null when the session does not tell which arguments are
/// whose.</param>
/// <param name="Result">What came of it.</param>
public sealed partial record SessionCall(string Key, string Tool, int? Iteration, JsonElement? Arguments,
    JsonElement Result)
{
    /// <summary>Whether its result says that it failed.</summary>
    public bool Failed => IsFailure(Result);

    /// <summary>The picture that the tool made, as the session names it.</summary>
    public string? Made => MadeBy(Result);

    /// <summary>The calls of a session in order: the fullest history that one of its samples keeps.</summary>
    public static IReadOnlyList<SessionCall> Of(CollectedSession session)
    {
        JsonElement fullest = default, context = default;
        int most = 0;
        foreach (InferenceSample sample in session.Samples)
        {
            if (Field(sample.Context, "tool_results_history") is not { ValueKind: JsonValueKind.Object } results
                || results.GetPropertyCount() <= most) continue;
            (fullest, context, most) = (results, sample.Context, results.GetPropertyCount());
        }

        if (most == 0) return [];
        JsonElement[] calls = Field(context, "tool_calls_history") is { ValueKind: JsonValueKind.Array } history
            && history.GetArrayLength() == most ? [.. history.EnumerateArray()] : [];
        return [.. fullest.EnumerateObject()
            .Select((result, i) => Read(result, i < calls.Length ? calls[i] : default))];
    }

    /// <summary>Whether a result says that the call failed, as it is written here or by the Python original.</summary>
    public static bool IsFailure(JsonElement result) =>
        Field(result, "success") is { } success ? success.ValueKind == JsonValueKind.False
        : Field(result, "error") is { ValueKind: not (JsonValueKind.Null or JsonValueKind.False) };

    /// <summary>The path of the picture that a result names; null for none.</summary>
    public static string? MadeBy(JsonElement result) => Text(result, "image") ?? Text(result, "output_path");

    private static SessionCall Read(JsonProperty result, JsonElement call)
    {
        Match key = Iterations().Match(result.Name);
        string tool = key.Success ? result.Name[..key.Index] : result.Name;
        int? iteration = key.Success && int.TryParse(key.Groups[1].ValueSpan, NumberStyles.None,
            CultureInfo.InvariantCulture, out int number) ? number : null;
        return new SessionCall(result.Name, tool, iteration, Text(call, "name") == tool ? Field(call, "arguments")
            : null, result.Value);
    }

    private static JsonElement? Field(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement field) ? field : null;

    private static string? Text(JsonElement value, string name) =>
        Field(value, name) is { ValueKind: JsonValueKind.String } text ? RowText.Of(text) : null;

    [GeneratedRegex(@"_iter([0-9]+)(?:_[0-9]+)?\z")]
    private static partial Regex Iterations();
}
