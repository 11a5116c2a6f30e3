using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace SPAgent;

/// <summary>
/// Reads the JSON that Python programs leave behind: bare <c>NaN</c> and <c>Infinity</c> are taken as the text of that name, half
/// a surrogate pair as U+FFFD, a byte order mark is skipped. Everything else must be JSON.
/// </summary>
internal static class TolerantJson
{
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 256 };

    /// <summary>Parses one value. The bytes belong to the result afterwards and may be changed in place.</summary>
    /// <exception cref="JsonException">The text is torn, or no JSON.</exception>
    public static JsonElement Parse(byte[] utf8)
    {
        Memory<byte> text = utf8.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? utf8.AsMemory(3) : utf8;
        if (!Utf8.IsValid(text.Span)) throw new JsonException("It is not UTF-8.");
        RepairSurrogates(text.Span);
        try
        {
            return JsonDocument.Parse(text, s_options).RootElement;
        }
        catch (JsonException) when (QuoteNumbers(text.Span) is { } quoted)
        {
            return JsonDocument.Parse(quoted, s_options).RootElement;
        }
    }

    // "\ud83d" alone becomes "\ufffd", in place: both take six bytes.
    private static void RepairSurrogates(Span<byte> text)
    {
        if (text.IndexOf("\\ud"u8) < 0 && text.IndexOf("\\uD"u8) < 0) return;
        for (int at = NextEscape(text, 0); at >= 0; at = NextEscape(text, at))
        {
            bool high = CodeAt(text, at) is >= 0xD800 and < 0xDC00;
            bool low = CodeAt(text, at) is >= 0xDC00 and < 0xE000;
            bool pair = high && CodeAt(text, at + 6) is >= 0xDC00 and < 0xE000;
            if ((high || low) && !pair) "\\ufffd"u8.CopyTo(text[at..]);
            at += pair ? 12 : text[at + 1] == 'u' ? 6 : 2;
        }
    }

    private static int NextEscape(ReadOnlySpan<byte> text, int from)
    {
        if (from >= text.Length) return -1;
        int at = text[from..].IndexOf((byte)'\\');
        return at < 0 || from + at + 1 >= text.Length ? -1 : from + at;
    }

    // The code of a \uXXXX escape at this place; -1 when there is none.
    private static int CodeAt(ReadOnlySpan<byte> text, int at) =>
        at + 6 <= text.Length && text[at] == '\\' && text[at + 1] == 'u'
        && Utf8Parser.TryParse(text.Slice(at + 2, 4), out int code, out int read, 'x') && read == 4
            ? code
            : -1;

    // Null when there is nothing to quote, so that the first error stands.
    private static byte[]? QuoteNumbers(ReadOnlySpan<byte> text)
    {
        var result = new List<byte>(text.Length + 64);
        bool inString = false, changed = false;
        for (int i = 0; i < text.Length; i++)
        {
            ReadOnlySpan<byte> rest = text[i..];
            int word = inString ? 0 : rest.StartsWith("NaN"u8) ? 3 : rest.StartsWith("Infinity"u8) ? 8 : rest.StartsWith("-Infinity"u8) ? 9 : 0;
            if (word > 0)
            {
                result.AddRange([(byte)'"', .. rest[..word], (byte)'"']);
                i += word - 1;
                changed = true;
                continue;
            }

            if (text[i] == '"') inString = !inString;
            result.Add(text[i]);
            if (inString && text[i] == '\\' && i + 1 < text.Length) result.Add(text[++i]);
        }

        return changed ? [.. result] : null;
    }
}
