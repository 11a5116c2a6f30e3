using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace SPAgent.Notebooks;

/// <summary>
/// The Markdown that notebooks are written in: headings, paragraphs, lists, quotes, tables, fenced code, emphasis,
/// links, pictures. Markup inside it is escaped. What it does not know stays readable as text.
/// </summary>
internal static partial class MarkdownHtml
{
    private static readonly string[] s_harmless =
        ["http:", "https:", "data:image/png", "data:image/jpeg", "attachment:"];

    public static string Render(string markdown)
    {
        string[] lines = markdown.ReplaceLineEndings("\n").Split('\n');
        var html = new StringBuilder();
        for (int index = 0; index < lines.Length;)
        {
            string line = lines[index];
            if (string.IsNullOrWhiteSpace(line)) index++;
            else if (IsFence(line))
                html.Append($"<pre class=\"code\">{WebUtility.HtmlEncode(Fenced(lines, ref index))}</pre>\n");
            else if (Heading().Match(line) is { Success: true } heading)
            {
                int level = heading.Groups[1].Length;
                html.Append($"<h{level}>{Inline(heading.Groups[2].Value)}</h{level}>\n");
                index++;
            }
            else if (line.StartsWith('|')) html.Append(Table(Take(lines, ref index, next => next.StartsWith('|'))));
            else if (line.StartsWith('>'))
            {
                IEnumerable<string> quoted = Take(lines, ref index, next => next.StartsWith('>'))
                    .Select(text => text[1..].TrimStart());
                html.Append($"<blockquote>{Render(string.Join('\n', quoted))}</blockquote>\n");
            }
            else if (Item().IsMatch(line))
                html.Append(Items(Take(lines, ref index, next => Item().IsMatch(next) || IsIndented(next))));
            else html.Append($"<p>{Inline(string.Join('\n', Take(lines, ref index, IsParagraph)))}</p>\n");
        }

        return html.ToString();
    }

    private static bool IsFence(string line) => line.StartsWith("```", StringComparison.Ordinal);

    private static bool IsIndented(string line) => line.StartsWith("  ", StringComparison.Ordinal);

    private static bool IsParagraph(string line) => !string.IsNullOrWhiteSpace(line) && line[0] is not ('|' or '>') &&
        !IsFence(line) && !Heading().IsMatch(line) && !Item().IsMatch(line);

    private static List<string> Take(string[] lines, ref int index, Func<string, bool> belongs)
    {
        // The first line was looked at already; taking it always keeps the reader moving.
        var taken = new List<string> { lines[index++] };
        while (index < lines.Length && belongs(lines[index])) taken.Add(lines[index++]);
        return taken;
    }

    private static string Fenced(string[] lines, ref int index)
    {
        int end = Array.FindIndex(lines, index + 1, line => line.StartsWith("```", StringComparison.Ordinal));
        if (end < 0) end = lines.Length;
        string code = string.Join('\n', lines[(index + 1)..end]);
        index = Math.Min(end + 1, lines.Length);
        return code;
    }

    private static string Items(List<string> lines)
    {
        string tag = char.IsAsciiDigit(lines[0].TrimStart()[0]) ? "ol" : "ul";
        var items = new List<string>();
        foreach (string line in lines)
        {
            if (Item().Match(line) is { Success: true } item) items.Add(item.Groups[1].Value);
            else items[^1] += "\n" + line.Trim();
        }

        return $"<{tag}>{string.Concat(items.Select(item => $"<li>{Inline(item)}</li>"))}</{tag}>\n";
    }

    private static string Table(List<string> lines)
    {
        IEnumerable<string> rows = lines.Where(line => !line.All(c => c is '|' or '-' or ':' or ' '))
            .Select((line, index) => Row(line, index == 0 ? "th" : "td"));
        return $"<table>{string.Concat(rows.Select(row => $"<tr>{row}</tr>"))}</table>\n";
    }

    private static string Row(string line, string tag) =>
        string.Concat(line.Trim().Trim('|').Split('|').Select(cell => $"<{tag}>{Inline(cell.Trim())}</{tag}>"));

    private static string Inline(string text)
    {
        // Code first; it and the addresses are out of the reach of the other marks.
        var kept = new List<string>();
        string html = WebUtility.HtmlEncode(text.Replace("\uE000", "", StringComparison.Ordinal));
        html = Code().Replace(html, match => Keep(match.Result("<code>$1</code>")));
        html = Picture().Replace(html, match =>
            IsHarmless(match) ? Keep(match.Result("<img alt=\"$1\" src=\"$2\">")) : match.Value);
        html = Link().Replace(html, match =>
            IsHarmless(match) ? Keep(match.Result("<a href=\"$2\">")) + match.Result("$1</a>") : match.Value);
        html = Bold().Replace(html, "<b>$1</b>");
        html = Italic().Replace(html, "<i>$1</i>");
        return Whole(html);

        string Keep(string part)
        {
            kept.Add(part);
            return $"\uE000{kept.Count - 1}\uE000";
        }

        // What is kept may hold what was kept before it.
        string Whole(string part) => Kept().Replace(part, match => Whole(kept[int.Parse(match.Groups[1].Value)]));
    }

    // A notebook from elsewhere must not smuggle in a script.
    private static bool IsHarmless(Match link) =>
        link.Groups[2].Value is var address && (!address.Contains(':', StringComparison.Ordinal) ||
        s_harmless.Any(start => address.StartsWith(start, StringComparison.OrdinalIgnoreCase)));

    [GeneratedRegex(@"^(#{1,6})\s+(.*)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s*(?:[-*+]|\d{1,9}[.)])\s+(.*)$")]
    private static partial Regex Item();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"!\[([^\]]*)\]\(([^\s)]+)\)")]
    private static partial Regex Picture();

    [GeneratedRegex(@"(?<!!)\[([^\]]+)\]\(([^\s)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\*\*(.+?)\*\*")]
    private static partial Regex Bold();

    [GeneratedRegex(@"(?<![\w*])[*_](?!\s)([^*_\n]+?)[*_](?![\w*])")]
    private static partial Regex Italic();

    [GeneratedRegex("\uE000(\\d+)\uE000")]
    private static partial Regex Kept();
}
