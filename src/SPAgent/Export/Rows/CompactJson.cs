using System.Buffers;
using System.Text.Json;

namespace SPAgent;

/// <summary>JSON on one line, letters unescaped.</summary>
internal static class CompactJson
{
    public static byte[] Of(Action<Utf8JsonWriter> write, JsonWriterOptions? options = null)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, options ?? JsonSettings.Compact)) write(writer);
        return buffer.WrittenSpan.ToArray();
    }
}
