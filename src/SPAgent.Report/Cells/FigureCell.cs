using System.Net;

namespace SPAgent.Internal;

/// <summary>
/// A figure in a notebook: its JSON, which Jupyter and VS Code draw interactively, and a picture for all that draw
/// none. Hosts that can't send that JSON, such as .NET Interactive, get the picture in HTML, which becomes interactive
/// where plotly.js can be fetched.
/// </summary>
public static class FigureCell
{
    private const string Script =
        "https://cdn.jsdelivr.net/npm/plotly.js-cartesian-dist-min@4.1.1/plotly-cartesian.min.js";

    // Of the very file that the library is built with.
    private const string Integrity =
        "sha512-Ej2DOLypRPZLZrZnvDD2TiFsAfCaUzFXQBCaINnpQz673FO+IoX8elbQ47iQH1KMaFdLZodTpIRHf6RvttXQxQ==";

    /// <summary>Draws <c>figure</c> into <c>place</c>, where plotly.js is loaded.</summary>
    // On a transparent chart plotly.js lays its buttons on half a black.
    public const string Draw = """
        Plotly.newPlot(place, figure.data,
            { modebar: { bgcolor: "#0000", color: "#8888", activecolor: "#888" }, ...figure.layout }, figure.config)
        """;

    private static readonly Lock Telling = new();
    private static bool s_told;

    /// <summary>The figure as a cell shows it.</summary>
    public static MimeBundle Of(Figure figure)
    {
        Lazy<string?> picture = new(() => Picture(figure));
        return MimeBundle.Text(figure.ToString()).With("application/vnd.plotly.v1+json", figure.ToJson)
            .With("image/png", () => picture.Value).WithSize("image/png", figure.WidthPx, figure.HeightPx)
            .WithOnRequest("text/html", () => Markup(figure, picture.Value));
    }

    private static string? Picture(Figure figure)
    {
        try
        {
            return Convert.ToBase64String(figure.ToPngAsync().GetAwaiter().GetResult());
        }
        catch (InvalidOperationException problem)
        {
            lock (Telling)
            {
                if (!s_told) Console.Error.WriteLine($"Figures are shown without a picture: {problem.Message}");
                s_told = true;
            }

            return null;
        }
    }

    private static string Markup(Figure figure, string? png)
    {
        string json = figure.ToJson();
        string id =
            $"figure-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(json)).AsSpan(0, 6))}";
        return Markup(id, json, figure.ToString(), figure.WidthPx, png);
    }

    /// <summary>A picture, or the chart's name, in whose place the page draws the chart as soon as it has
    /// plotly.js.</summary>
    /// <param name="id">The element's id, unique in the page.</param>
    /// <param name="json">Plotly's JSON, with all that HTML could mistake for markup escaped.</param>
    /// <param name="name">The chart in words.</param>
    /// <param name="widthPx">Width of the picture on screen.</param>
    /// <param name="png">The picture in base64; null for none.</param>
    public static string Markup(string id, string json, string name, int widthPx, string? png)
    {
        string title = WebUtility.HtmlEncode(name);
        string still = png is null ? title
            : $"<img alt=\"{title}\" width=\"{widthPx}\" src=\"data:image/png;base64,{png}\">";
        return $$"""
            <div id="{{id}}">{{still}}</div>
            <script>(() => {
              const figure = {{json}}, place = document.getElementById("{{id}}");
              const draw = () => { place.textContent = ""; {{Draw}}; };
              if (window.Plotly) return draw();
              const script = document.createElement("script");
              script.src = "{{Script}}"; script.integrity = "{{Integrity}}"; script.crossOrigin = "anonymous"; script.onload = draw;
              document.head.append(script);
            })();</script>
            """;
    }
}
