using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace SPAgent.Internal;

/// <summary>JSON as this project writes it, and JSON as others left it.</summary>
public static class JsonText
{
    /// <summary>For reading: a model nests JSON as deeply as it cares to, and what could be written must be
    /// readable.</summary>
    public static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    /// <summary>Escapes what JSON demands and nothing else; those of .NET escape emoji.</summary>
    public static JavaScriptEncoder Encoder => PlainJsonEncoder.Instance;

    /// <summary>An element on one line, without blanks.</summary>
    public static string Line(JsonElement element)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, JsonSettings.Compact))
        {
            Write(writer, element);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>
    /// Strict JSON of what Python writes: without a byte order mark, bare NaN and Infinity as null, lone surrogates
    /// (escaped or not) and other invalid UTF-8 as U+FFFD. JSON that is strict already comes back as it is, uncopied.
    /// </summary>
    public static ReadOnlyMemory<byte> Strict(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        return IsStrict(utf8.Span) ? utf8 : Repair(utf8.Span);
    }

    /// <summary>Reads what <see cref="Strict"/> repairs.</summary>
    /// <exception cref="JsonException">The text is torn, or no JSON.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> utf8) => JsonElement.Parse(Strict(utf8).Span, Deep);

    /// <summary>Writes an element; one that holds lone surrogates, which is JSON but no text, with U+FFFD in their
    /// place.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(element);
        if (!IsStrict(raw)) element = JsonElement.Parse(Repair(raw).Span, Deep);
        element.WriteTo(writer);
    }

    // Escaped pairs of surrogates and words such as "NaNo" are strict as well, but too rare to look closer here.
    private static bool IsStrict(ReadOnlySpan<byte> text) =>
        text.IndexOf(@"\ud"u8) < 0 && text.IndexOf(@"\uD"u8) < 0 && text.IndexOf("NaN"u8) < 0
            && text.IndexOf("Infinity"u8) < 0
        && Utf8.IsValid(text);

    private static ReadOnlyMemory<byte> Repair(ReadOnlySpan<byte> text)
    {
        ArrayBufferWriter<byte> repaired = new(text.Length + 256);
        bool inString = false;
        int copied = 0;
        for (int i = 0, length; i < text.Length; i += length)
        {
            ReadOnlySpan<byte> replacement = default;
            ReadOnlySpan<byte> rest = text[i..];
            length = 1;
            if (rest[0] >= 0x80)
            {
                if (Rune.DecodeFromUtf8(rest, out _, out length) != OperationStatus.Done) replacement = "\uFFFD"u8;
            }
            else if (rest[0] == '"') inString = !inString;
            else if (!inString)
            {
                length = NotANumber(rest);
                if (length > 1) replacement = "null"u8;
            }
            else if (rest[0] == '\\')
            {
                length = Escape(rest, out bool lone);
                if (lone) replacement = @"\ufffd"u8;
            }

            if (replacement.IsEmpty) continue;
            repaired.Write(text[copied..i]);
            repaired.Write(replacement);
            copied = i + length;
        }

        repaired.Write(text[copied..]);
        return repaired.WrittenMemory;
    }

    private static int NotANumber(ReadOnlySpan<byte> text) =>
        text.StartsWith("NaN"u8) ? 3 : text.StartsWith("Infinity"u8) ? 8 : text.StartsWith("-Infinity"u8) ? 9 : 1;

    // The length of an escape; of both halves where it is a pair of surrogates.
    private static int Escape(ReadOnlySpan<byte> text, out bool lone)
    {
        lone = false;
        if (Unit(text) is not int unit) return Math.Min(2, text.Length);
        if (unit is < 0xD800 or > 0xDFFF) return 6;
        if (unit < 0xDC00 && Unit(text[6..]) is >= 0xDC00 and <= 0xDFFF) return 12;
        lone = true;
        return 6;
    }

    private static int? Unit(ReadOnlySpan<byte> text)
    {
        bool escaped = text.Length >= 6 && text.StartsWith(@"\u"u8);
        return escaped && Utf8Parser.TryParse(text[2..6], out int unit, out int digits, 'x') && digits == 4
            ? unit : null;
    }
}
