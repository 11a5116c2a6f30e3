using System.Globalization;
using System.Text;

namespace SPAgent;

/// <summary>Text that model code made, before a terminal, a trace or a model sees it.</summary>
internal static class SafeText
{
    /// <summary>
    /// Writes control, format and separator characters as \uXXXX, all but line feed and tab: no escape sequence reaches
    /// a terminal and no invisible character a reader. Cut to <paramref name="limit"/> characters.
    /// </summary>
    public static string Clean(string text, int limit)
    {
        var clean = new StringBuilder(Math.Min(text.Length, limit));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (clean.Length >= limit) break;
            bool hidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            if (hidden && rune.Value is not ('\n' or '\t'))
                clean.Append(rune.IsBmp ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}");
            else clean.Append(rune.ToString());
        }

        if (clean.Length > limit) clean.Length = limit;
        return clean.Length > 0 && char.IsHighSurrogate(clean[^1]) ? clean.ToString(0, clean.Length - 1)
            : clean.ToString();
    }

    /// <summary>The same for bytes: what is no UTF-8 becomes U+FFFD.</summary>
    public static string Clean(ReadOnlySpan<byte> utf8, int limit) => Clean(Encoding.UTF8.GetString(utf8), limit);
}
