using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SPAgent.Notebooks;

/// <summary>An executed notebook as one HTML page that needs nothing else.</summary>
internal static partial class NotebookPage
{
    private const string Attachment = "attachment:";

    private const string Style = """
        :root { color-scheme: light dark; --wash: light-dark(#f4f6f8, #22272d); --line: light-dark(#d8dee4, #3a424b); }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        body { color: light-dark(#1b1f24, #e3e6ea); background: light-dark(#fff, #15181c); }
        pre { font: 13px/1.45 ui-monospace, monospace; overflow-x: auto; margin: .5rem 0; padding: .6rem .8rem; border-radius: 6px; }
        pre.code { background: var(--wash); border-left: 3px solid #4a7dbd; }
        pre.stderr { background: light-dark(#fdf3e7, #372c1b); } pre.error { background: light-dark(#fdecec, #422426); }
        table { border-collapse: collapse; font-size: 14px; } th, td { padding: .25rem .6rem; text-align: left; }
        th, td { border-bottom: 1px solid var(--line); } code { background: var(--wash); padding: 0 .2em; }
        img { max-width: 100%; } blockquote { border-left: 3px solid var(--line); margin: 0; padding-left: 1em; }
        """;

    /// <param name="notebook">The notebook, with its outputs.</param>
    /// <param name="title">The page's title.</param>
    /// <param name="folder">The notebook's folder: its pictures go into the page.</param>
    public static string Render(NotebookFile notebook, string title, string folder)
    {
        var body = new StringBuilder();
        int charts = 0;
        foreach (NotebookCell cell in notebook.Cells)
        {
            if (cell.Type == "markdown")
            {
                string html = MarkdownHtml.Render(cell.Source);
                body.Append(Image().Replace(html, match => Embedded(match, cell, folder) ?? match.Value)).Append('\n');
            }
            else if (cell.Type == "code" && cell.Source.Length > 0)
            {
                body.Append("<pre class=\"code\">").Append(WebUtility.HtmlEncode(cell.Source)).Append("</pre>\n");
                foreach (JsonNode? output in cell.Outputs)
                    body.Append(Output((JsonObject)output!, ref charts)).Append('\n');
            }
        }

        return $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>{WebUtility.HtmlEncode(title)}</title>
            <style>
            {Style}
            </style>{(charts > 0 && Resources.HasPlotly ? $"<script>{Resources.Plotly}</script>" : "")}</head><body>
            {body}</body></html>

            """;
    }

    // Markdown has its own markup escaped: an image is one that Markdown names.
    private static string? Embedded(Match image, NotebookCell cell, string folder)
    {
        string address = Uri.UnescapeDataString(WebUtility.HtmlDecode(image.Groups[2].Value));
        string? data = address.StartsWith(Attachment, StringComparison.Ordinal)
            ? cell.Attachment(address[Attachment.Length..]) : FromFolder(address, folder);
        return data is null ? null : $"{image.Groups[1].Value}{WebUtility.HtmlEncode(data)}\">";
    }

    private static string? FromFolder(string address, string folder)
    {
        string type = Path.GetExtension(address).ToLowerInvariant() switch
        {
            ".png" => "image/png",
            ".jpg" or ".jpeg" => "image/jpeg",
            ".gif" => "image/gif",
            ".webp" => "image/webp",
            _ => "",
        };
        if (type.Length == 0 || address.Contains(':', StringComparison.Ordinal)) return null;
        try
        {
            string file = Path.GetFullPath(address, folder);
            string place = Path.GetRelativePath(folder, file);
            if (Path.IsPathRooted(place) || place.StartsWith("..", StringComparison.Ordinal)) return null;
            return File.Exists(file) ? $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(file))}" : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // No reason to lose the page: the picture's address stays in it.
            return null;
        }
    }

    private static string Output(JsonObject output, ref int charts) => (string?)output["output_type"] switch
    {
        "stream" => Pre((string?)output["name"] ?? "stdout", NotebookCell.Text(output["text"])),
        "error" => Pre("error", string.Join('\n', ((JsonArray)output["traceback"]!).Select(line => (string?)line))),
        _ when ((JsonObject)output["data"]!)[ChartPictures.Chart] is JsonObject =>
            Chart((JsonObject)output["data"]!, ++charts),
        _ => Bundle((JsonObject)output["data"]!, output["metadata"] as JsonObject),
    };

    // Interactive: plotly.js stands once in the page.
    private static string Chart(JsonObject data, int number)
    {
        (string json, int width, _) = ChartPictures.Source(data);
        return FigureCell.Markup($"chart-{number}", json, NotebookCell.Text(data["text/plain"]), width,
            NotebookCell.Text(data["image/png"]) is { Length: > 0 } png ? png : null);
    }

    // The order in which Jupyter itself chooses.
    private static string Bundle(JsonObject data, JsonObject? metadata)
    {
        if (data["text/html"] is { } html) return $"<div>{NotebookCell.Text(html)}</div>";
        if (data["text/markdown"] is { } markdown) return MarkdownHtml.Render(NotebookCell.Text(markdown));
        if (data["image/svg+xml"] is { } svg) return $"<div>{NotebookCell.Text(svg)}</div>";
        foreach (string type in new[] { "image/png", "image/jpeg", "image/gif" })
        {
            if (data[type] is not { } picture) continue;
            JsonNode? size = metadata?[type];
            string width = (int?)size?["width"] is { } widthPx ? $" width=\"{widthPx}\"" : "";
            return
                $"<img alt=\"\"{width} src=\"data:{type};base64,{WebUtility.HtmlEncode(NotebookCell.Text(picture))}\">";
        }

        return Pre("result", NotebookCell.Text(data["text/plain"]));
    }

    private static string Pre(string kind, string text) =>
        $"<pre class=\"{WebUtility.HtmlEncode(kind)}\">{WebUtility.HtmlEncode(text)}</pre>";

    [GeneratedRegex("(<img alt=\"[^\"]*\" src=\")([^\"]+)\">")]
    private static partial Regex Image();
}
