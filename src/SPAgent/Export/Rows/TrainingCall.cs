using System.Text.Json;

namespace SPAgent;

/// <summary>A tool call apart from the text.</summary>
/// <param name="Name">Name of the tool.</param>
/// <param name="Arguments">An object.</param>
internal sealed record TrainingCall(string Name, JsonElement Arguments)
{
    /// <summary><c>{"name": …, "arguments": {…}}</c> on one line.</summary>
    public byte[] ToUtf8() => CompactJson.Of(writer => WriteTo(writer));

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, Name);
        writer.WritePropertyName("arguments"u8);
        Arguments.WriteTo(writer);
        writer.WriteEndObject();
    }
}
