using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>The pages that draw a figure: one for people, one for a headless browser.</summary>
internal static partial class FigurePage
{
    /// <summary>A page of its own. Its scripts are named by hash, so nothing else can run in it, and it may fetch nothing.</summary>
    public static string Interactive(Figure figure)
    {
        string draw = $"const figure = {figure.ToJson()};\nPlotly.newPlot('figure', figure.data, figure.layout, figure.config);";
        return Page(WebUtility.HtmlEncode(figure.ToString()), draw, "<div id=\"figure\"></div>");
    }

    public static async Task<byte[]> PngAsync(Figure figure, CancellationToken cancellationToken)
    {
        string draw = $$"""
            const figure = {{figure.ToJson()}};
            Plotly.toImage(figure, { format: 'png', width: {{figure.WidthPx}}, height: {{figure.HeightPx}}, scale: 2 })
              .then(url => document.body.textContent = url, error => document.body.textContent = 'failed: ' + error);
            """;
        string dom = await Chromium.DumpAsync(Page("figure", draw, ""), cancellationToken).ConfigureAwait(false);
        return DataUrl().Match(dom) is { Success: true } found
            ? Convert.FromBase64String(found.Groups[1].Value)
            : throw new InvalidOperationException("Chromium drew no picture of the figure. Look at the page that SaveHtmlAsync writes.");
    }

    private static string Page(string title, string draw, string body) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>{title}</title>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '{Hash(Resources.Plotly)}' '{Hash(draw)}'; style-src 'unsafe-inline'; img-src data: blob:">
        <meta name="viewport" content="width=device-width">
        <script>{Resources.Plotly}</script></head>
        <body>{body}<script>{draw}</script></body></html>
        """;

    // Line ends count: the browser hashes what stands between the tags, with CR LF read as LF.
    private static string Hash(string script) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script.ReplaceLineEndings("\n"))))}";

    [GeneratedRegex("data:image/png;base64,([A-Za-z0-9+/=]+)")]
    private static partial Regex DataUrl();
}
