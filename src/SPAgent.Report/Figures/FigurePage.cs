using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace SPAgent.Internal;

/// <summary>The pages that draw a figure: one for people, one for a headless browser.</summary>
public static partial class FigurePage
{
    /// <summary>A page of its own. Its scripts are named by hash, so nothing else can run in it, and it may fetch
    /// nothing.</summary>
    /// <exception cref="InvalidOperationException">It has traces of a kind that the library's plotly.js does not
    /// draw.</exception>
    public static string Interactive(Figure figure)
    {
        RequireOffline(figure);
        string draw = $"const figure = {figure.ToJson()}, place = 'figure';\n{FigureCell.Draw};";
        return Page(WebUtility.HtmlEncode(figure.ToString()), draw, "<div id=\"figure\"></div>");
    }

    /// <summary>The figure as a PNG, drawn by Chromium.</summary>
    public static async Task<byte[]> PngAsync(Figure figure, CancellationToken cancellationToken)
    {
        RequireOffline(figure);
        string?[] pictures = await PicturesAsync([(figure.ToJson(), figure.WidthPx, figure.HeightPx)],
            cancellationToken).ConfigureAwait(false);
        return pictures[0] is { } picture
            ? Convert.FromBase64String(picture)
            : throw new InvalidOperationException(
                "Chromium drew no picture of the figure. Look at the page that SaveHtmlAsync writes.");
    }

    /// <summary>PNGs of figures in base64, drawn at twice their size in one browser; null for one that this plotly.js
    /// can't draw.</summary>
    /// <param name="figures">Plotly's JSON, with all that HTML could mistake for markup escaped, and the size in CSS
    /// pixels.</param>
    /// <param name="cancellationToken">Ends the browser.</param>
    /// <exception cref="InvalidOperationException">There is no Chromium, or the library was built without
    /// plotly.js.</exception>
    public static async Task<string?[]> PicturesAsync(IReadOnlyList<(string Json, int WidthPx, int HeightPx)> figures,
        CancellationToken cancellationToken)
    {
        string draw = $$"""
            const figures = [{{string.Join(",\n", figures.Select(figure => $"[{figure.Json}, {figure.WidthPx}, {figure.HeightPx}]"))}}];
            (async () => {
              const urls = [];
              for (const [figure, width, height] of figures)
                urls.push(await Plotly.toImage(figure, { format: 'png', width, height, scale: 2 }).catch(() => 'failed'));
              document.body.textContent = urls.map(url => `[${url}]`).join(' ');
            })();
            """;
        string dom = await Chromium.DumpAsync(Page("figures", draw, ""), figures.Count, cancellationToken)
            .ConfigureAwait(false);
        string?[] pictures = [.. DataUrl().Matches(dom)
            .Select(found => found.Groups[1] is { Success: true } picture ? picture.Value : null)];
        return pictures.Length == figures.Count ? pictures : new string?[figures.Count];
    }

    private static void RequireOffline(Figure figure)
    {
        if (figure.OnlineKinds.FirstOrDefault() is { } kind)
        {
            throw new InvalidOperationException(
                $"Traces of type \"{TerminalText.Line(kind)}\" need the whole of plotly.js. "
                + $"Pages and PNGs are drawn of "
                    + "cartesian ones, pies and ternary plots; hand ToJson() to another tool.");
        }
    }

    private static string Page(string title, string draw, string body) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>{title}</title>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '{Hash(Resources.Plotly)}' '{Hash(draw)}'; style-src 'unsafe-inline'; img-src data: blob:">
        <meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
        <script>{Resources.Plotly}</script></head>
        <body>{body}<script>{draw}</script></body></html>
        """;

    // Line ends count: the browser hashes what stands between the tags, with CR LF read as LF.
    private static string Hash(string script) =>
        $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script.ReplaceLineEndings("\n"))))}";

    [GeneratedRegex(@"\[(?:data:image/png;base64,([A-Za-z0-9+/=]+)|failed)\]")]
    private static partial Regex DataUrl();
}
