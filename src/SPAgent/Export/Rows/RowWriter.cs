using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SPAgent;

/// <summary>Writes the JSON of rows into a buffer; long texts are copied as they are spelled.</summary>
internal sealed class RowWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _scratch = new(64 * 1024);

    public RowWriter(IBufferWriter<byte> target, bool indented) => Json = new Utf8JsonWriter(target, indented ? CompactJson.Indented : CompactJson.Options);

    public Utf8JsonWriter Json { get; }

    /// <summary>How the pictures of the row are named, in order; empty where the format embeds them.</summary>
    public IReadOnlyList<string> ImageNames { get; set; } = [];

    public void Text(ReadOnlySpan<byte> name, EncodedText text)
    {
        Json.WritePropertyName(name);
        Text(text);
    }

    /// <summary>A text as it is, or behind a placeholder for each picture.</summary>
    public void Text(EncodedText text, int placeholders = 0)
    {
        if (placeholders == 0) Json.WriteRawValue(text.Quoted, skipInputValidation: true);
        else Text(text.Utf8, placeholders);
    }

    /// <summary>A message as one string, a placeholder for each picture.</summary>
    public void Text(ReadOnlySpan<byte> name, TrainingMessage message)
    {
        Json.WritePropertyName(name);
        Text(message.Text, message.LeadingImages);
    }

    /// <summary>A part of a text.</summary>
    public void Text(ReadOnlySpan<byte> encoded, int placeholders = 0)
    {
        _scratch.ResetWrittenCount();
        _scratch.Write("\""u8);
        for (int i = 0; i < placeholders; i++) _scratch.Write(TrainingMessage.Placeholder);
        _scratch.Write(encoded);
        _scratch.Write("\""u8);
        Json.WriteRawValue(_scratch.WrittenSpan, skipInputValidation: true);
    }

    /// <summary>The names of the pictures as an array.</summary>
    public void Images(ReadOnlySpan<byte> name)
    {
        Json.WriteStartArray(name);
        foreach (string image in ImageNames) Json.WriteStringValue(image);
        Json.WriteEndArray();
    }

    /// <summary>The name of a field of another document.</summary>
    public void Name(JsonProperty field)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8PropertyName(field);
        if (raw.Contains((byte)'\\')) Json.WritePropertyName(field.Name);
        else Json.WritePropertyName(raw);
    }

    /// <summary>A value of another document, of which long strings may be cut out, in this one's indentation.</summary>
    public void Copy(JsonElement element, LongTexts? texts)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                Json.WriteStartObject();
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    Name(property);
                    Copy(property.Value, texts);
                }

                Json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                Json.WriteStartArray();
                foreach (JsonElement item in element.EnumerateArray()) CopyItem(item, texts);
                Json.WriteEndArray();
                break;
            case JsonValueKind.String when texts?.Find(element) is { } cut:
                Json.WriteRawValue(cut.Span, skipInputValidation: true);
                break;
            default:
                Json.WriteRawValue(JsonMarshal.GetRawUtf8Value(element), skipInputValidation: true);
                break;
        }
    }

    // The writer does not indent raw values in an array.
    private void CopyItem(JsonElement item, LongTexts? texts)
    {
        if (item.ValueKind is JsonValueKind.Object or JsonValueKind.Array) Copy(item, texts);
        else if (item.ValueKind == JsonValueKind.String && texts is not null) Json.WriteStringValue(texts.Of(item).ToString());
        else item.WriteTo(Json);
    }

    public void Dispose() => Json.Dispose();
}
