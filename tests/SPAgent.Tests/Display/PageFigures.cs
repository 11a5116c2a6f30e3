using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent.Tests.Display;

/// <summary>The numbers of a page, each with the path in the JSON that it says it comes from, such as
/// <c>tools[0].calls</c>.</summary>
internal static partial class PageFigures
{
    /// <summary>Each number on the overview is in an element that names its place in the JSON, and is the number there,
    /// rounded for the eye.</summary>
    public static int AssertEqual(string page, JsonElement json, params string[] freeTexts)
    {
        string overview =
            page[page.IndexOf("<main", StringComparison.Ordinal)..page.IndexOf("class=\"tools\"",
                StringComparison.Ordinal)];
        int compared = AssertElementsEqual(overview, json);

        // What is left when those are taken out holds no number: but for names of columns and values, labels of axes,
        // and the map.
        string rest = Drawings().Replace(Values().Replace(overview, ""), "");
        rest = Tags().Replace(RowNames().Replace(rest, ""), " ");
        foreach (string free in freeTexts) rest = rest.Replace(free, "", StringComparison.Ordinal);
        Assert.DoesNotMatch("[0-9]", rest);
        return compared;
    }

    /// <summary>The elements alone, wherever they are.</summary>
    public static int AssertElementsEqual(string html, JsonElement json)
    {
        int compared = 0;
        foreach (Match match in Values().Matches(html))
        {
            double value = Number(match.Groups["value"].Value);
            Assert.True(Find(json, WebUtility.HtmlDecode(match.Groups["figure"].Value)) == value, match.Value);
            string shown = match.Groups["shown"].Value.Replace(",", "", StringComparison.Ordinal);
            double read = shown.EndsWith('k') ? 1000 * Number(shown[..^1]) : Number(shown);
            Assert.True(Math.Abs(read - value) <= 0.00501 * Math.Max(1, Math.Abs(value)), match.Value);
            compared++;
        }

        foreach (Match match in Bars().Matches(html))
        {
            Assert.True(Find(json, match.Groups["figure"].Value) == Number(match.Groups["value"].Value), match.Value);
            compared++;
        }

        return compared;
    }

    private static double Find(JsonElement json, string path)
    {
        foreach (Match part in Parts().Matches(path))
            json = part.Groups["index"].Success
                ? json[int.Parse(part.Groups["index"].Value, CultureInfo.InvariantCulture)]
                : json.GetProperty(part.Groups["name"].Value);
        return json.GetDouble();
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("<data data-figure=\"(?<figure>[^\"]+)\" value=\"(?<value>[^\"]+)\">(?<shown>[^<]*)</data>")]
    private static partial Regex Values();

    [GeneratedRegex("<g data-figure=\"(?<figure>[^\"]+)\" data-value=\"(?<value>[^\"]+)\">")]
    private static partial Regex Bars();

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Drawings();

    [GeneratedRegex("<h1>.*?</h1>|<p class=\"soft\">.*?</p>|<caption>.*?</caption>|<tr><td>.*?</td>|<h2>.*?</h2>",
        RegexOptions.Singleline)]
    private static partial Regex RowNames();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"(?<name>[^.\[\]]+)|\[(?<index>[0-9]+)\]")]
    private static partial Regex Parts();
}
