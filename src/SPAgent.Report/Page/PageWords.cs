using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SPAgent;

/// <summary>What was said and done in the articles of a page, for the search of the overview: each word once an
/// article, as a script beside the page.</summary>
/// <remarks>
/// The search asks whether a word without blanks is a part of the text, so words that are there twice tell it nothing.
/// A script, because a page that was opened as a file may load one but may not fetch anything.
/// </remarks>
internal sealed class PageWords
{
    private static readonly JsonSerializerOptions s_json =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, string> _items = new(StringComparer.Ordinal);

    /// <summary>Adds the words of an article; prompts and tool definitions are left out.</summary>
    public void Add(string anchor, Html article) => _items[anchor] = Of(article);

    /// <summary>The script with what was added since the last one.</summary>
    public Html Take()
    {
        string script = $"spagentWords({JsonSerializer.Serialize(_items, s_json)});\n";
        _items.Clear();
        return new(script);
    }

    /// <summary>The words of an article, each once, with a blank between.</summary>
    public static string Of(Html article)
    {
        HashSet<string> known = new(StringComparer.OrdinalIgnoreCase);
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        StringBuilder words = new();
        ReadOnlySpan<char> rest = article.Markup;
        while (!rest.IsEmpty)
        {
            if (rest[0] == '<')
            {
                rest = Behind(rest);
                continue;
            }

            int end = rest.IndexOf('<');
            ReadOnlySpan<char> text = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[end..];
            if (text.Contains('&')) text = WebUtility.HtmlDecode(text.ToString());
            foreach (Range range in text.SplitAny([' ', '\n', '\t', '\r', '\u00A0', '\u3000']))
            {
                ReadOnlySpan<char> word = text[range];
                if (!word.IsEmpty && lookup.Add(word)) words.Append(word).Append(' ');
            }
        }

        return words.ToString();
    }

    // What stands in attributes is escaped, so a tag ends at the first bracket, and an element that is left out at the
    // first tag that closes one of its name.
    private static ReadOnlySpan<char> Behind(ReadOnlySpan<char> markup)
    {
        int end = markup.IndexOf('>');
        if (end < 0) return [];
        ReadOnlySpan<char> tag = markup[..end];
        if (tag.IndexOf("asked\"") < 0 || tag.Length > 60) return markup[(end + 1)..];
        string closing = tag.StartsWith("<details") ? "</details>" : "</div>";
        int close = markup.IndexOf(closing);
        return close < 0 ? [] : markup[(close + closing.Length)..];
    }
}
