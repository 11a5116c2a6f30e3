using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>Text as JSON spells it between its quotes: a prompt of a session goes from file to file without being decoded.</summary>
/// <remarks>Escapes are only those that JSON demands, so that what reads as a placeholder is one and nothing else is.</remarks>
internal readonly struct EncodedText
{
    private readonly JsonElement _element;
    private readonly ReadOnlyMemory<byte> _bytes;

    private EncodedText(JsonElement element) => _element = element;

    private EncodedText(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>The bytes between the quotes.</summary>
    public ReadOnlySpan<byte> Utf8 => _element.ValueKind == JsonValueKind.String ? JsonMarshal.GetRawUtf8Value(_element)[1..^1] : _bytes.Span;

    public static EncodedText Of(string text) => new(JsonEncodedText.Encode(text, PlainJsonEncoder.Instance).EncodedUtf8Bytes.ToArray());

    /// <summary>JSON as text, for fields that hold JSON inside a string.</summary>
    public static EncodedText OfJson(ReadOnlySpan<byte> json) => new(JsonEncodedText.Encode(json, PlainJsonEncoder.Instance).EncodedUtf8Bytes.ToArray());

    /// <summary>A string of a document, which must outlive the text; empty for anything else.</summary>
    public static EncodedText Of(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String) return default;
        // \u003cimage> is a placeholder too once a trainer has read it.
        return JsonMarshal.GetRawUtf8Value(element).IndexOf("\\u"u8) < 0 ? new(element) : Of(element.GetString()!);
    }

    /// <summary>What stands between the quotes of a string in JSON; the bytes must outlive the text.</summary>
    public static EncodedText Of(ReadOnlyMemory<byte> encoded)
    {
        EncodedText text = new(encoded);
        return encoded.Span.IndexOf("\\u"u8) < 0 ? text : Of(text.ToString());
    }

    public static EncodedText Concat(params ReadOnlySpan<EncodedText> parts)
    {
        int length = 0, at = 0;
        foreach (EncodedText part in parts) length += part.Utf8.Length;
        byte[] bytes = new byte[length];
        foreach (EncodedText part in parts)
        {
            part.Utf8.CopyTo(bytes.AsSpan(at));
            at += part.Utf8.Length;
        }

        return new(bytes);
    }

    /// <summary>How often a word that needs no escape occurs.</summary>
    public int Count(ReadOnlySpan<byte> word) => Utf8.Count(word);

    public override string ToString() => Utf8.Contains((byte)'\\')
        ? JsonElement.Parse($"\"{Encoding.UTF8.GetString(Utf8)}\"").GetString()!
        : Encoding.UTF8.GetString(Utf8);
}
