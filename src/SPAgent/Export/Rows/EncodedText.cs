using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>Text as JSON spells it between its quotes: a prompt of a session goes from file to file without being
/// decoded.</summary>
/// <remarks>Escapes are only those that JSON demands, so that what reads as a placeholder is one and nothing else
/// is.</remarks>
internal readonly struct EncodedText
{
    private readonly JsonElement _element;
    private readonly QuotedText? _quoted;

    private EncodedText(JsonElement element) => _element = element;

    private EncodedText(QuotedText quoted) => _quoted = quoted;

    /// <summary>The text as JSON, with its quotes.</summary>
    public ReadOnlySpan<byte> Quoted =>
        _element.ValueKind == JsonValueKind.String ? JsonMarshal.GetRawUtf8Value(_element)
        : _quoted is null ? "\"\""u8 : _quoted.Bytes;

    /// <summary>The bytes between the quotes.</summary>
    public ReadOnlySpan<byte> Utf8 => Quoted[1..^1];

    public static EncodedText Of(string text) =>
        Quote(JsonEncodedText.Encode(text, PlainJsonEncoder.Instance).EncodedUtf8Bytes);

    /// <summary>JSON as text, for fields that hold JSON inside a string.</summary>
    public static EncodedText OfJson(ReadOnlySpan<byte> json) =>
        Quote(JsonEncodedText.Encode(json, PlainJsonEncoder.Instance).EncodedUtf8Bytes);

    /// <summary>A string of a document, which must outlive the text; empty for anything else.</summary>
    public static EncodedText Of(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String) return default;
        // \u003cimage> is a placeholder too once a trainer has read it.
        return JsonMarshal.GetRawUtf8Value(element).IndexOf("\\u"u8) < 0 ? new(element) : Of(element.GetString()!);
    }

    /// <summary>A string as JSON spells it.</summary>
    public static EncodedText Of(QuotedText quoted)
    {
        EncodedText text = new(quoted);
        return quoted.HasCodes ? Of(text.ToString()) : text;
    }

    public static EncodedText Concat(params ReadOnlySpan<EncodedText> parts)
    {
        List<byte> bytes = [];
        foreach (EncodedText part in parts) bytes.AddRange(part.Utf8);
        return Quote(CollectionsMarshal.AsSpan(bytes));
    }

    /// <summary>How often a word that needs no escape occurs.</summary>
    public int Count(ReadOnlySpan<byte> word) => Utf8.Count(word);

    public override string ToString() => Utf8.Contains((byte)'\\')
        ? JsonElement.Parse($"\"{Encoding.UTF8.GetString(Utf8)}\"").GetString()!
        : Encoding.UTF8.GetString(Utf8);

    private static EncodedText Quote(ReadOnlySpan<byte> encoded) =>
        new(new QuotedText((byte[])[(byte)'"', .. encoded, (byte)'"']));
}
