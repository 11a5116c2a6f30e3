using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace SPAgent;

/// <summary>
/// Makes the JSON of a model readable: a reply that was cut inside an emoji holds half a surrogate pair or half a character,
/// which System.Text.Json refuses to turn into a string. Each reads as U+FFFD instead.
/// </summary>
internal static class JsonRepair
{
    /// <summary>
    /// Bytes that can be parsed as far as their characters go: those given, changed in place, where that is possible.
    /// </summary>
    public static Memory<byte> Repair(Memory<byte> json)
    {
        if (!Utf8.IsValid(json.Span)) json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.Span));
        if (json.Span.StartsWith("\uFEFF"u8)) json = json["\uFEFF"u8.Length..];
        ReplaceLoneSurrogates(json.Span);
        return json;
    }

    private static void ReplaceLoneSurrogates(Span<byte> json)
    {
        for (int i = 0; i < json.Length;)
        {
            int next = json[i..].IndexOf((byte)'\\');
            if (next < 0) return;
            i += next;
            int unit = EscapeAt(json[i..]);
            if (unit is >= 0xD800 and <= 0xDBFF && i + 6 < json.Length && EscapeAt(json[(i + 6)..]) is >= 0xDC00 and <= 0xDFFF)
            {
                i += 12;
            }
            else if (unit is >= 0xD800 and <= 0xDFFF)
            {
                "FFFD"u8.CopyTo(json[(i + 2)..]);
                i += 6;
            }
            else
            {
                // Past the escaped character, so that the second backslash of \\ud800 starts nothing.
                i += 2;
            }
        }
    }

    private static int EscapeAt(ReadOnlySpan<byte> json) =>
        json.Length >= 6 && json.StartsWith("\\u"u8)
            && Utf8Parser.TryParse(json.Slice(2, 4), out ushort unit, out int read, 'x') && read == 4 ? unit : -1;
}
