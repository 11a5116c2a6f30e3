using System.Text;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>
/// Drawings of a cell as pictures: a notebook that is not trusted throws SVG away and keeps <c>img</c>. What is drawn
/// is the page's own; its colours are fixed ones that can be seen on light and on dark.
/// </summary>
internal static partial class SvgImage
{
    private const int PictureWidthPx = 320, ChartWidthPx = 360;

    private static readonly Dictionary<string, string> s_palette = new()
    {
        ["ink"] = "#85837d",
        ["soft"] = "#85837d",
        ["line"] = "#9a98914d",
        ["card"] = "#ffffff",
        ["sea"] = "#85837d14",
        ["land"] = "#85837d59",
        ["accent"] = "#4a7dc7",
        ["good"] = "#37905b",
        ["bad"] = "#d0574a",
        ["warn"] = "#a97b1c",
    };

    /// <summary>The markup with each drawing as a picture.</summary>
    /// <param name="markup">HTML of a cell.</param>
    /// <param name="rules">The page's rules of style.</param>
    public static string Embed(string markup, IEnumerable<string> rules)
    {
        if (!markup.Contains("<svg", StringComparison.Ordinal)) return markup;
        string style = Colours()
            .Replace(string.Concat(rules.Where(rule => Drawn().IsMatch(rule))),
                colour => s_palette[colour.Groups[1].Value]);
        Dictionary<string, string> images = Images().Matches(markup).DistinctBy(image => image.Groups[1].Value)
            .ToDictionary(image => image.Groups[1].Value, image => image.Value, StringComparer.Ordinal);
        return Drawings().Replace(markup, drawing => Picture(drawing, style, images));
    }

    private static string Picture(Match drawing, string style, Dictionary<string, string> images)
    {
        string[] box = drawing.Groups["box"].Value.Split(' ');
        // A picture that another drawing has stands in each.
        string content = Uses()
            .Replace(drawing.Groups["content"].Value, use => images.GetValueOrDefault(use.Groups[1].Value, ""));
        string svg = $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{drawing.Groups["box"].Value}\" "
            + $"width=\"{box[2]}\" height=\"{box[3]}\"><style>{style}</style>{content}</svg>";
        // The width stands there for places that keep no style at all.
        (string size, int width) = content.Contains("<image ", StringComparison.Ordinal)
            ? ("width:auto;height:auto;max-width:100%;max-height:320px;border-radius:6px", PictureWidthPx)
            : ("width:100%;height:auto", ChartWidthPx);
        return $"<img alt=\"{drawing.Groups["label"].Value}\" width=\"{width}\" style=\"display:block;{size}\" "
            + $"src=\"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))}\">";
    }

    [GeneratedRegex("<svg viewBox=\"(?<box>[^\"]*)\" role=\"img\" "
        + "aria-label=\"(?<label>[^\"]*)\">(?<content>.*?)</svg>", RegexOptions.Singleline)]
    private static partial Regex Drawings();

    [GeneratedRegex("<image id=\"([^\"]*)\"[^>]*/>")]
    private static partial Regex Images();

    [GeneratedRegex("<use href=\"#([^\"]*)\"/>")]
    private static partial Regex Uses();

    // Rules of what is drawn, not of where the drawing stands.
    [GeneratedRegex(@"^(?:svg text|\.(?:bar|axis|ring|land|link|truth|guess|shade|frame|guide)\b)")]
    private static partial Regex Drawn();

    [GeneratedRegex(@"var\(--(\w+)\)")]
    private static partial Regex Colours();
}
