using System.Globalization;

namespace SPAgent;

/// <summary>Small bar charts in SVG. A page of them weighs a few kilobytes; plotly.js, which draws larger figures, weighs 1.5 MB.</summary>
internal static class PageChart
{
    private const int Width = 340, Height = 150, Foot = 20, Head = 16, WidestBar = 52;

    public static Html Of(string title, Distribution distribution, string unit = "")
    {
        if (distribution.Count == 0) return Html.Empty;
        Html note = Html.Of($"median <data data-figure=\"{distribution.Name}.median\" value=\"{Exact(distribution.Median!.Value)}\">{Round(distribution.Median.Value)}</data> {unit}");
        return Bars(title, note, [.. distribution.Bins.Select((bin, i) => new Bar(Label(distribution, bin), $"{Round(bin.From)} to {Round(bin.To)}: {bin.Count:N0}", bin.Count, 0))]);
    }

    public static Html OfTools(IReadOnlyList<ToolStatistics> tools) => tools.Count == 0 ? Html.Empty : Bars(
        "Calls of each tool", Html.Text("failed ones on top"),
        [.. tools.Take(8).Select(tool => new Bar(Short(tool.Tool), $"{tool.Tool}: {tool.Calls:N0} calls, {tool.Failed:N0} failed", tool.Calls - tool.Failed, tool.Failed))]);

    /// <summary>A number as JSON writes it.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Round(double value) => Math.Abs(value) switch
    {
        >= 10_000 => (value / 1000).ToString("#,0.#", CultureInfo.InvariantCulture) + "k",
        >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };

    private sealed record Bar(string Label, string Tip, int Count, int Failed);

    private static Html Bars(string title, Html note, IReadOnlyList<Bar> bars)
    {
        double step = (double)Width / bars.Count, gap = Math.Max(Math.Min(6, step * 0.16), step - WidestBar), room = Height - Foot - Head;
        int most = Math.Max(1, bars.Max(bar => bar.Count + bar.Failed));
        // Labels that would touch are left out evenly.
        int every = Math.Max(1, (int)Math.Ceiling(bars.Max(bar => bar.Label.Length) * 6.2 / step));
        IEnumerable<Html> drawn = bars.Select((bar, i) =>
        {
            double x = i * step, good = room * bar.Count / most, bad = room * bar.Failed / most, floor = Height - Foot;
            return Html.Of($"<g><title>{bar.Tip}</title>{Rect("bar", x + gap / 2, floor - good, step - gap, good)}{Rect("bar failed", x + gap / 2, floor - good - bad, step - gap, bad)}{Count(bar, x + (step / 2), floor - good - bad - 4, step)}{Text(i % every == 0 ? bar.Label : "", x + (step / 2), Height - 6)}</g>");
        });
        return Html.Of($"<figure class=\"chart\"><figcaption>{title} <span>{note}</span></figcaption><svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{title}\">{Html.Join(drawn)}<path class=\"axis\" d=\"M0 {Height - Foot}.5H{Width}\"/></svg></figure>");
    }

    private static Html Count(Bar bar, double x, double y, double step) =>
        bar.Count + bar.Failed == 0 || step < 18 ? Html.Empty : Html.Of($"<text class=\"count\" x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"middle\">{bar.Count + bar.Failed:N0}</text>");

    private static Html Rect(string name, double x, double y, double width, double height) =>
        height == 0 ? Html.Empty : Html.Of($"<rect class=\"{name}\" x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" rx=\"1.5\"/>");

    private static Html Text(string text, double x, double y) => text.Length == 0 ? Html.Empty : Html.Of($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"middle\">{text}</text>");

    private static string Label(Distribution distribution, DistributionBin bin) => distribution.Name == "distance_km"
        ? bin.To > 20_000 ? $">{Round(bin.From)}" : $"<{Round(bin.To)}"
        : Round(bin.From);

    private static string Short(string tool)
    {
        string name = tool.Replace("image_", "", StringComparison.Ordinal).Replace("_tool", "", StringComparison.Ordinal);
        return name.Length <= 18 ? name : name[..17] + "…";
    }
}
