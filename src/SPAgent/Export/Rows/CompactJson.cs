using System.Buffers;
using System.Text.Json;

namespace SPAgent;

/// <summary>JSON on one line, letters unescaped.</summary>
internal static class CompactJson
{
    public static readonly JsonWriterOptions Options = new()
    { Encoder = PlainJsonEncoder.Instance, SkipValidation = true };

    public static readonly JsonWriterOptions Indented = new()
    { Encoder = PlainJsonEncoder.Instance, SkipValidation = true, Indented = true, NewLine = "\n" };

    public static byte[] Of(Action<Utf8JsonWriter> write, JsonWriterOptions? options = null)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, options ?? Options)) write(writer);
        return buffer.WrittenSpan.ToArray();
    }
}
