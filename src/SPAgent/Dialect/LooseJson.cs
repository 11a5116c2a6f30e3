using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>A JSON value read from the middle of a text.</summary>
/// <param name="Value">The value.</param>
/// <param name="End">Where the text goes on behind it.</param>
/// <param name="Repairs">What had to be mended, in a few words each; empty for strict JSON.</param>
internal sealed record LooseValue(JsonElement Value, int End, IReadOnlyList<string> Repairs);

/// <summary>
/// Reads JSON as models write it: strict JSON as it stands, all else by <see cref="LooseJsonParser"/>.
/// </summary>
/// <remarks>No package repairs JSON up to the end of one value inside a longer text, and tells what it
/// repaired.</remarks>
internal static partial class LooseJson
{
    private static readonly SearchValues<char> s_structure = SearchValues.Create("{}[]\"");
    private static readonly SearchValues<char> s_inString = SearchValues.Create("\"\\\n\r\t");
    private static readonly SearchValues<char> s_behindScalar = SearchValues.Create(" \t\r\n,:;]})<");

    /// <summary>Reads the value that begins at <paramref name="at"/>; it ends at its own end, not at a tag inside a
    /// string.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the value begins.</param>
    /// <param name="cutShort">Whether the text was cut off: then no missing end is mended.</param>
    /// <returns>The value; null where none can be meant.</returns>
    public static LooseValue? Read(string text, int at = 0, bool cutShort = false)
    {
        if (Strict(text, at) is { } strict) return strict;
        return Escaped(text, at, cutShort) ?? LooseJsonParser.Value(text, at, cutShort);
    }

    /// <summary>Reads a text that holds one value and nothing else.</summary>
    public static LooseValue? ReadWhole(string text, bool cutShort = false)
    {
        int start = text.Length - text.AsSpan().TrimStart().Length;
        if (text.AsSpan(start).StartsWith("```"))
        {
            // Fences in fences are no value.
            return Unfenced(text) is var code && code != text && !code.AsSpan().TrimStart().StartsWith("```")
                && ReadWhole(code, cutShort) is { } inside
                ? inside with { Repairs = [.. inside.Repairs, "fence around it"] } : null;
        }

        if (Read(text, start, cutShort) is not { } read) return null;
        string behind = text[read.End..].Trim().Trim(['}', ']', ' ']);
        if (behind.Length == 0) return read;
        // Marks that end a turn, or the same value once more.
        bool isMark = behind is ['<', .., '>'] && behind.Length < 64 && !behind.Contains('{');
        if (isMark) return read with { Repairs = [.. read.Repairs, "mark behind it"] };
        if (read.Value.ValueKind != JsonValueKind.Object || behind[0] != '{'
            || Strict(text[read.End..].Trim(), 0) is not { } again) return null;
        bool isSame = JsonElement.DeepEquals(read.Value, again.Value) || read.Value.GetPropertyCount() == 0;
        return isSame && again.End == text[read.End..].Trim().Length
            ? again with { Repairs = ["written twice"] } : null;
    }

    // Escaped as for a string or a page, up to the next tag.
    private static LooseValue? Escaped(string text, int at, bool cutShort)
    {
        ReadOnlySpan<char> rest = text.AsSpan(at);
        bool quoted = rest.StartsWith("{\\\"");
        if (!quoted && !rest.StartsWith("{&quot;")) return null;
        int end = rest.IndexOf('<') is >= 0 and int tag ? at + tag : text.Length;
        if (!quoted && text.IndexOf("&lt;", at, end - at, StringComparison.Ordinal) is >= 0 and int lower) end = lower;
        string plain = quoted ? text[at..end].Replace("\\\"", "\"", StringComparison.Ordinal)
            : WebUtility.HtmlDecode(text[at..end]);
        return ReadWhole(plain, cutShort) is { } value
            ? new(value.Value, end, [.. value.Repairs, "escaped quotes"]) : null;
    }

    /// <summary>Code without the fence around it.</summary>
    public static string Unfenced(string code)
    {
        if (Fence().Match(code) is not { Success: true } fence) return code;
        ReadOnlySpan<char> inside = fence.Groups["code"].ValueSpan.TrimEnd(" \t");
        if (inside is [.., '\n']) inside = inside[..^1];
        return (inside is [.., '\r'] ? inside[..^1] : inside).ToString();
    }

    private static LooseValue? Strict(string text, int at)
    {
        if (StrictEnd(text, at) is not { } end) return null;
        byte[] utf8 = Encoding.UTF8.GetBytes(text, at, end - at);
        try
        {
            JsonDocumentOptions options = new() { MaxDepth = LooseJsonParser.MaxDepth };
            using JsonDocument document = JsonDocument.Parse(utf8, options);
            return new(JsonText.Parse(utf8), end, []);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Where a value ends that is strict: found before it is read, so that a value costs its own length, not that of the
    // text.
    private static int? StrictEnd(string text, int at)
    {
        int depth = 0;
        for (int i = at; i < text.Length; i++)
        {
            if (depth == 0 && text[i] is not ('{' or '[' or '"'))
            {
                int length = text.AsSpan(i).IndexOfAny(s_behindScalar);
                return length < 0 ? text.Length : i + length;
            }

            int next = depth == 0 ? 0 : text.AsSpan(i).IndexOfAny(s_structure);
            if (next < 0) return null;
            i += next;
            if (text[i] is '{' or '[')
            {
                if (++depth > LooseJsonParser.MaxDepth) return null;
                continue;
            }

            if (text[i] == '"')
            {
                if (StringEnd(text, i + 1) is not { } end) return null;
                i = end;
            }
            else
            {
                depth--;
            }

            if (depth == 0) return i + 1;
        }

        return null;
    }

    // The quote that ends a string; null where it has none before a line break.
    private static int? StringEnd(string text, int at)
    {
        while (at < text.Length && text.AsSpan(at).IndexOfAny(s_inString) is >= 0 and int skipped)
        {
            at += skipped;
            if (text[at] == '"') return at;
            if (text[at] != '\\') return null;
            at += 2;
        }

        return null;
    }

    /// <summary>Whether a character is blank, or can't be seen.</summary>
    public static bool IsBlank(char c) =>
        char.IsWhiteSpace(c) || c is (>= '\u200B' and <= '\u200D') or '\u2060' or '\uFEFF';

    [GeneratedRegex(@"\A\s*```[a-zA-Z0-9]*[ \t]*\r?\n(?<code>.*)```\s*\z", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
