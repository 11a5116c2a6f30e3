using System.Security.Cryptography;
using System.Text;

namespace SPAgent;

/// <summary>The page around the content.</summary>
/// <remarks>
/// Style and script are named by hash in the policy: nothing that a model or a dataset says could run, even if it got
/// through as markup. Nothing may be fetched, no form sent, no frame opened.
/// </remarks>
internal static class PageTemplate
{
    private static readonly string Style = Resources.Text("page.css").ReplaceLineEndings("\n");

    private static readonly string Script = string.Concat(
        Scripts().Select(name => Resources.Text(name).ReplaceLineEndings("\n")));

    private static readonly string Hashes =
        $"default-src 'none'; style-src '{Hash(Style)}'; script-src '{Hash(Script)}'";

    private const string Rest = "; img-src data:; base-uri 'none'; form-action 'none'";

    public static Html FootAlone => Html.Of($"""
        </div><script>{new Html(Script)}</script></body></html>

        """);

    /// <param name="title">Of the window.</param>
    /// <param name="hasOverview">Whether the list is on it.</param>
    /// <param name="hasMaps">Whether it needs outlines.</param>
    /// <param name="loads">Whether the page's own script loads others, the words of the pages beside it. No markup can:
    /// only a script that is named by hash hands its permission on.</param>
    public static Html Head(string title, bool hasOverview, bool hasMaps, bool loads = false) => Html.Of($"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{new Html($"{Hashes}{(loads ? " 'strict-dynamic'" : "")}{Rest}")}">
        <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
        <title>{title}</title><style>{new Html(Style)}</style></head>
        <body{new Html(hasOverview ? "" : " class=\"pages\"")}><div class="sheet">{Html.If(hasMaps, () => PageMap.Land)}

        """);

    public static Html Foot(string thing) => Html.Of($"""
        <p class="keys"><kbd>/</kbd> search &nbsp; <kbd>j</kbd> <kbd>k</kbd> next and previous {thing} &nbsp; <kbd>p</kbd> turn by turn &nbsp; <kbd>Esc</kbd> back to all &nbsp; <kbd>+</kbd> <kbd>-</kbd> keep and drop</p>{FootAlone}
        """);

    private static string[] Scripts() => ["reader.js", "page.js", "marks.js"];

    private static string Hash(string text) =>
        $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
