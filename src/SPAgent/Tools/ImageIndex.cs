using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>The argument <c>image_index</c>: which of several pictures a call acts on, from 1 in the order of
/// sending.</summary>
internal static class ImageIndex
{
    private const string Name = "image_index";

    /// <summary>A tool's schema with the argument beside its own.</summary>
    public static JsonElement AddTo(JsonElement schema)
    {
        JsonObject extended = JsonNode.Parse(schema.GetRawText())!.AsObject();
        if (extended["properties"] is not JsonObject properties) extended["properties"] = properties = [];
        properties[Name] ??= new JsonObject
        {
            ["type"] = "integer",
            ["minimum"] = 1,
            ["description"] = "Which image to work on, from 1; the newest when left out."
        };
        return JsonElement.Parse(extended.ToJsonString(JsonSettings.Line));
    }

    /// <summary>The argument as given; null when it is not.</summary>
    public static JsonElement? Of(JsonElement arguments) =>
        arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty(Name, out JsonElement given)
            && given.ValueKind != JsonValueKind.Null ? given : null;

    /// <summary>Whether a call of a trace names its picture, which counts where the row has several.</summary>
    public static bool IsIn(ToolCall call, Trace trace) =>
        trace.Pictures?.Sha256.Count > 1 && call.Arguments is { } arguments && Of(arguments) is not null;

    /// <summary>Reads it; a problem comes back as words for the model.</summary>
    public static bool Read(JsonElement given, int count, out int index, [NotNullWhen(false)] out string? problem)
    {
        index = 0;
        bool read = given.ValueKind == JsonValueKind.Number && given.TryGetDouble(out double number)
            && double.IsInteger(number) && number >= 1 && number <= count;
        if (read) index = (int)given.GetDouble();
        problem = read ? null
            : $"Error: image_index must be a whole number from 1 to {count}, not {ToolArguments.Describe(given)}.";
        return read;
    }
}
