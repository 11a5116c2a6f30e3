using System.Runtime.InteropServices;
using System.Text.Json;

namespace SPAgent;

/// <summary>Writes the JSON of rows; long texts are copied as they are spelled.</summary>
/// <param name="array">Whether rows are items of an indented array; otherwise each is a line.</param>
internal sealed class RowWriter(bool array) : IDisposable
{
    private readonly PooledBuffer _scratch = new();
    private readonly List<EmbeddedImage> _embedded = [];
    private IReadOnlyList<string> _imageNames = [];
    private IReadOnlyList<TrainingImage> _images = [];
    private PooledBuffer? _target;
    private int _start;

    public Utf8JsonWriter Json { get; } = new(Stream.Null, array ? JsonSettings.Indented : JsonSettings.Compact);

    /// <summary>Adds a row to a buffer, as it stands between two commas of an array or two ends of lines.</summary>
    /// <param name="target">The buffer.</param>
    /// <param name="format">How the row is spelled.</param>
    /// <param name="row">The row.</param>
    /// <param name="imageNames">How its pictures are named, in order; empty where the format embeds them.</param>
    /// <returns>Where the row stands in the buffer, and the pictures that are still to be put into it.</returns>
    public (Range Text, IReadOnlyList<EmbeddedImage> Embedded) Write(PooledBuffer target, TrainingFormat format,
        TrainingRow row, IReadOnlyList<string> imageNames)
    {
        (_target, _imageNames, _images) = (target, imageNames, row.Images);
        _embedded.Clear();
        Json.Reset(target);
        if (array)
        {
            Json.WriteStartArray();
            Json.Flush();
        }

        _start = target.Written.Length;
        format.Write(this, row);
        Json.Flush();
        return (_start..target.Written.Length, _embedded.Count > 0 ? [.. _embedded] : []);
    }

    /// <summary>A picture as a data URI of that media type. Its bytes come in when the row is written to its file, so
    /// that none wait in memory.</summary>
    public void DataUri(TrainingImage image, string mediaType)
    {
        Json.WriteRawValue($"\"data:{mediaType};base64,\"", skipInputValidation: true);
        Json.Flush();
        _embedded.Add(new(_target!.Written.Length - _start - 1, image));
    }

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
        _scratch.Clear();
        _scratch.Append("\""u8);
        for (int i = 0; i < placeholders; i++) _scratch.Append(TrainingMessage.Placeholder);
        _scratch.Append(encoded);
        _scratch.Append("\""u8);
        Json.WriteRawValue(_scratch.Written.Span, skipInputValidation: true);
    }

    /// <summary>How a picture of the row is named.</summary>
    public string NameOf(TrainingImage image) =>
        _imageNames[_images.Index().First(one => ReferenceEquals(one.Item, image)).Index];

    /// <summary>The names of the pictures as an array.</summary>
    public void Images(ReadOnlySpan<byte> name)
    {
        Json.WriteStartArray(name);
        foreach (string image in _imageNames.Take(_images.Count)) Json.WriteStringValue(image);
        Json.WriteEndArray();
    }

    /// <summary>The names of the pictures of a pair's worse conversation as an array.</summary>
    public void RejectedImages(ReadOnlySpan<byte> name)
    {
        Json.WriteStartArray(name);
        foreach (string image in _imageNames.Skip(_images.Count)) Json.WriteStringValue(image);
        Json.WriteEndArray();
    }

    /// <summary>The places of the pictures among the row's as an array, for formats that hold them in a
    /// table.</summary>
    public void Places(ReadOnlySpan<byte> name)
    {
        Json.WriteStartArray(name);
        for (int i = 0; i < _images.Count; i++) Json.WriteNumberValue(i);
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
                Json.WriteRawValue(cut.Bytes, skipInputValidation: true);
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
        else if (item.ValueKind == JsonValueKind.String && texts is not null)
            Json.WriteStringValue(texts.Of(item).ToString());
        else item.WriteTo(Json);
    }

    public void Dispose()
    {
        Json.Dispose();
        _scratch.Dispose();
    }
}
