using System.Text.Json;
using System.Text.Json.Serialization;

namespace SPAgent;

/// <summary>How this project writes JSON: UTF-8 as it is, only quotes, backslashes and control characters escaped,
/// snake_case names.</summary>
internal static class JsonSettings
{
    /// <summary>One line, for logs and definitions.</summary>
    public static readonly JsonWriterOptions Compact = new()
    { Encoder = PlainJsonEncoder.Instance, SkipValidation = true };

    /// <summary>Two spaces a level, for files that people open.</summary>
    public static readonly JsonWriterOptions Indented = new()
    { Encoder = PlainJsonEncoder.Instance, SkipValidation = true, Indented = true, NewLine = "\n" };

    /// <summary>For the serializer: one line.</summary>
    public static readonly JsonSerializerOptions Line = Make(indented: false);

    /// <summary>For the serializer: indented.</summary>
    public static readonly JsonSerializerOptions Pretty = Make(indented: true);

    private static JsonSerializerOptions Make(bool indented) => new()
    {
        Encoder = PlainJsonEncoder.Instance,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        WriteIndented = indented,
        NewLine = "\n",
    };
}
