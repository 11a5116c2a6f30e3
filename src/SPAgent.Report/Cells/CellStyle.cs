using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace SPAgent.Internal;

/// <summary>What a cell shows, as a piece of HTML that brings its own style: the rules of the page that its markup
/// uses, and no other.</summary>
/// <remarks>
/// What must be seen does not hang on them: the layout stands in the elements as well (<see cref="InlineLayout"/>), and
/// drawings are pictures (<see cref="SvgImage"/>), since a notebook that is not trusted drops style sheets and SVG.
/// The rules stand inside one selector, named after them, so they reach nothing else in the notebook, another cell of
/// ours with other rules included. It is written twice to win over the notebook's own rules for tables. Formulas are
/// not set: a model's $\boxed{}$ is shown as it wrote it. Where a viewer drops styles, headings, tables and pictures
/// still read in order.
/// </remarks>
public static partial class CellStyle
{
    // Rules about a page of its own, not about what is on it.
    private static readonly HashSet<string> PageElements = ["html", "body", "main", "article", "header", "h1", "h2"];

    private static readonly Lazy<string[]> OfCells = new(() => Lines("cell.css"));
    private static readonly Lazy<string[]> OfPages =
        new(() => [.. Lines("page.css").SkipWhile(line => line != "}").TakeWhile(line => !line.StartsWith('@'))
            .SelectMany(line => Rules().Matches(line).Select(rule => rule.Value.Trim()))]);

    /// <summary>The content in its frame.</summary>
    public static string Frame(Html content)
    {
        string markup = InlineLayout.Of(SvgImage.Embed(content.Markup, OfPages.Value));
        HashSet<string> used = [.. Classes().Matches(markup).SelectMany(match => match.Groups[1].Value.Split(' '))
            .Select(name => "." + name), .. Elements().Matches(markup).Select(match => match.Groups[1].Value)];
        string rules = string.Join('\n', OfPages.Value.Where(rule => Applies(rule, used))
            .Concat(OfCells.Value.Where(line => !line.Contains('{') || Applies(line, used))));
        string name =
            $"spagent-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rules)).AsSpan(0, 4))}";
        return $"<div class=\"{name} tex2jax_ignore "
            + $"mathjax_ignore\"><style>.{name}.{name}{{\n{rules}\n}}</style>{markup}</div>";
    }

    private static bool Applies(string rule, HashSet<string> used) =>
        rule[..rule.IndexOf('{')].Split(',').Any(selector =>
    {
        string[] words = [.. Words().Matches(States().Replace(selector, "")).Select(match => match.Value)];
        return selector.Contains('&')
            || (words.Length > 0
                && Array.TrueForAll(words, word => used.Contains(word) && !PageElements.Contains(word)));
    });

    private static string[] Lines(string name) =>
        [.. Resources.Text(name).ReplaceLineEndings("\n").Split('\n')
            .Where(line => line.Length > 0 && !line.StartsWith("/*", StringComparison.Ordinal))];

    [GeneratedRegex(@"[^{}]+\{[^{}]*\}")]
    private static partial Regex Rules();

    [GeneratedRegex("class=\"([^\"]*)\"")]
    private static partial Regex Classes();

    [GeneratedRegex("<([a-z][a-z0-9]*)")]
    private static partial Regex Elements();

    [GeneratedRegex(@"::?[\w-]+(\([^)]*\))?|\[[^\]]*\]")]
    private static partial Regex States();

    // Names of classes and elements.
    [GeneratedRegex(@"\.?[a-zA-Z][\w-]*")]
    private static partial Regex Words();
}
