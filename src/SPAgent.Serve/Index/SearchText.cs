using System.Globalization;
using System.Text;

namespace SPAgent.Serve;

/// <summary>Texts as the index holds them, and queries in its language.</summary>
/// <remarks>
/// A run of letters and digits is a word; so is each other character that is not a blank, so that a query means every
/// character that is in it. Scripts that put no blanks between words are indexed character by character: a word of them
/// is a row of such. A letter and its marks are the composed letter (NFC). The tokenizer of SQLite splits at blanks and
/// at ASCII punctuation, which here moves to private characters: nothing of a query can be taken for an operator.
/// </remarks>
internal static class SearchText
{
    private const int Private = 0xF700, MostWords = 64;

    /// <summary>Adds the words of a text, each behind a blank.</summary>
    public static void Append(StringBuilder into, string? text)
    {
        if (text is null) return;
        bool inWord = false;
        foreach (Rune written in Composition.Compose(text).EnumerateRunes())
        {
            Rune rune = Rune.ToLowerInvariant(written);
            switch (KindOf(rune))
            {
                case Kind.Blank:
                    inWord = false;
                    break;
                case Kind.Letter:
                    if (!inWord) into.Append(' ');
                    AppendRune(into, rune);
                    inWord = true;
                    break;
                case Kind.Alone:
                    into.Append(' ');
                    AppendRune(into, rune.IsAscii ? new Rune(rune.Value + Private) : rune);
                    inWord = false;
                    break;
                default:
                    // Invisible: a soft hyphen, a joiner. It neither is found nor splits.
                    break;
            }
        }

        into.Append(' ');
    }

    /// <summary>A query in the language of the index; null for one without a word. Words must all be there; what stands
    /// in quotation marks must be there in that order.</summary>
    public static string? Query(string text)
    {
        StringBuilder query = new();
        foreach (string part in Parts(text).Take(MostWords))
        {
            StringBuilder words = new();
            Append(words, part);
            string phrase = words.ToString().Trim();
            if (phrase.Length == 0) continue;
            if (query.Length > 0) query.Append(" AND ");
            query.Append('"').Append(phrase).Append('"');
        }

        return query.Length == 0 ? null : query.ToString();
    }

    // Words, and what stands between a pair of quotation marks that begins where a word could; any other mark is a
    // character like all.
    private static IEnumerable<string> Parts(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            if (text[at] == '"' && text.IndexOf('"', at + 1) is var close and > 0
                && (close + 1 == text.Length || char.IsWhiteSpace(text[close + 1])))
            {
                yield return text[(at + 1)..close];
                at = close + 1;
                continue;
            }

            int from = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at])) at++;
            yield return text[from..at];
        }
    }

    private enum Kind
    {
        Blank,
        Letter,
        Alone,
        Unseen,
    }

    private static Kind KindOf(Rune rune)
    {
        if (rune.IsAscii)
        {
            return char.IsAsciiLetterOrDigit((char)rune.Value) ? Kind.Letter
                : rune.Value is <= ' ' or 0x7F ? Kind.Blank : Kind.Alone;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator => Kind.Blank,
            UnicodeCategory.Format => Kind.Unseen,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
                => Kind.Letter,
            _ => Rune.IsLetterOrDigit(rune) && !HasNoBlanks(rune.Value) ? Kind.Letter : Kind.Alone,
        };
    }

    // Thai to Tibetan, Burmese, Khmer; Chinese, Japanese and Korean with their extensions.
    private static bool HasNoBlanks(int value) => value is (>= 0x0E00 and <= 0x0FFF) or (>= 0x1000 and <= 0x109F)
        or (>= 0x1100 and <= 0x11FF) or (>= 0x1780 and <= 0x17FF) or (>= 0x2E80 and <= 0xA4CF)
        or (>= 0xA960 and <= 0xA97F) or (>= 0xAC00 and <= 0xD7FF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0xFF66 and <= 0xFFDC) or (>= 0x1AFF0 and <= 0x1B2FF) or (>= 0x20000 and <= 0x3FFFF);

    private static void AppendRune(StringBuilder into, Rune rune)
    {
        Span<char> characters = stackalloc char[2];
        into.Append(characters[..rune.EncodeToUtf16(characters)]);
    }
}
