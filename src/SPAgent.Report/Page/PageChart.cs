using System.Globalization;

namespace SPAgent;

/// <summary>Small bar charts in SVG. A page of them weighs a few kilobytes; plotly.js, which draws larger figures,
/// weighs 1.5 MB.</summary>
internal static class PageChart
{
    private const int Width = 340, Height = 150, Foot = 20, Head = 16, WidestBar = 52, MostTools = 8;
    private const double LetterPx = 5.9;

    /// <summary>The distribution of that name among all; nothing when it has no values.</summary>
    public static Html Of(string title, IReadOnlyList<Distribution> all, string name, string unit = "")
    {
        (int index, Distribution distribution) = all.Index().First(one => one.Item.Name == name);
        if (distribution.Count == 0) return Html.Empty;
        Html note =
            Html.Of(
                $"median {PageParts.Value($"distributions[{index}].median", distribution.Median)}{Html.If(unit.Length > 0, () => Html.Of($" {unit}"))}");
        IReadOnlyList<DistributionBin> bins = distribution.Bins;
        Bar[] bars =
            [
                .. bins.Select((bin, i) =>
                    new Bar(Label(distribution, bin), $"{Span(distribution, bin)}: {bin.Count:N0}",
                        bin.Count, 0, $"distributions[{index}].bins[{i}].count",
                        Range(name, bin, isLast: i == bins.Count - 1)))];
        return Bars(title, note, bars,
            IsRange(distribution) ? [.. bins.Select(bin => Round(bin.From)), Round(bins[^1].To)] : null);
    }

    public static Html OfTools(IReadOnlyList<(string Tool, int Calls, int Failed)> tools) =>
        tools.Count == 0 ? Html.Empty : Bars(
        "Calls of each tool", Html.Text(tools.Any(tool => tool.Failed > 0) ? "failed ones on top" : "none failed"),
        [.. tools.Take(MostTools)
            .Select((tool, i) =>
                new Bar(Short(tool.Tool, tools.Count), $"{tool.Tool}: {tool.Calls:N0} calls, {tool.Failed:N0} failed",
                    tool.Calls - tool.Failed, tool.Failed, $"tools[{i}].calls",
                    Html.Of($" data-tool=\"{tool.Tool}\"")))], null);

    /// <summary>A number as JSON writes it.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Round(double value) => Math.Abs(value) switch
    {
        >= 10_000 => (value / 1000).ToString("#,0.#", CultureInfo.InvariantCulture) + "k",
        >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };

    private sealed record Bar(string Label, string Tip, int Count, int Failed, string Figure, Html Narrows);

    // Edges, where there are any, stand at the borders of the bars in place of labels below them.
    private static Html Bars(string title, Html note, IReadOnlyList<Bar> bars, IReadOnlyList<string>? edges)
    {
        double step = (double)Width / bars.Count,
            gap = Math.Max(Math.Min(6, step * 0.16), edges is null ? step - WidestBar : 0), room = Height - Foot - Head;
        int most = Math.Max(1, bars.Max(bar => bar.Count + bar.Failed));
        IEnumerable<Html> drawn = bars.Select((bar, i) =>
        {
            double x = i * step, good = room * bar.Count / most, bad = room * bar.Failed / most, floor = Height - Foot;
            return
                Html.Of(
                    $"<g data-figure=\"{bar.Figure}\" data-value=\"{bar.Count + bar.Failed}\"{bar.Narrows}><title>{bar.Tip}</title>{Rect("bar", x + gap / 2, floor - good, step - gap, good)}{Rect("bar failed", x + gap / 2, floor - good - bad, step - gap, bad)}{Count(bar, x + (step / 2), floor - good - bad - 4, step)}</g>");
        });
        string[] labels = [.. edges ?? bars.Select(bar => bar.Label)];
        return
            Html.Of(
                $"<figure class=\"chart\"><figcaption>{title} <span>{note}</span></figcaption><svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{title}\">{Html.Join(drawn)}{Labels(labels, step, edges is null ? step / 2 : 0)}<path class=\"axis\" d=\"M0 {Height - Foot}.5H{Width}\"/></svg></figure>");
    }

    private static Html Count(Bar bar, double x, double y, double step)
    {
        string text = (bar.Count + bar.Failed).ToString("N0", CultureInfo.InvariantCulture);
        if (text == "0" || text.Length * LetterPx > step + 6) return Html.Empty;
        return Html.Of($"<text class=\"count\" x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"middle\">{text}</text>");
    }

    // Labels that would touch are left out evenly; those at the ends stay inside.
    private static Html Labels(string[] labels, double step, double first)
    {
        double[] halves = [.. labels.Select(label => label.Length * LetterPx / 2)];
        double[] middles =
            [
                .. labels.Select((_, i) =>
                    Math.Clamp(first + (i * step), halves[i], Math.Max(halves[i], Width - halves[i])))];
        int every = 1;
        while (Enumerable.Range(0, labels.Length - 1).Where(i => i % every == 0 && i + every < labels.Length)
            .Any(i => middles[i + every] - halves[i + every] < middles[i] + halves[i] + LetterPx)) every++;
        return Html.Join(labels.Index().Where(label => label.Index % every == 0 && label.Item.Length > 0)
            .Select(
                label =>
                    Html.Of(
                        $"<text x=\"{middles[label.Index]:0.#}\" y=\"{Height - 6}\" text-anchor=\"middle\">{label.Item}</text>")));
    }

    private static Html Rect(string name, double x, double y, double width, double height) =>
        height == 0 ? Html.Empty
            : Html.Of(
                $"<rect class=\"{name}\" x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" rx=\"1.5\"/>");

    private static bool IsRange(Distribution distribution) => distribution.Name != "distance_km"
        && distribution.Bins.Any(bin => bin.To - bin.From != 1 || !double.IsInteger(bin.From));

    private static string Label(Distribution distribution, DistributionBin bin) =>
        distribution.Name == "distance_km" && bin.To > 20_000 ? $">{Round(bin.From)}" : Span(distribution, bin);

    // A bin of whole numbers that holds one of them is that number.
    private static string Span(Distribution distribution, DistributionBin bin) =>
        !IsRange(distribution) && bin.To - bin.From == 1 && distribution.Name != "distance_km" ? Round(bin.From)
            : $"{Round(bin.From)}–{Round(bin.To)}";

    // What the list is narrowed down to by a bar: the figure of its rows, from, to; a bracket where the end belongs to
    // it.
    private static Html Range(string name, DistributionBin bin, bool isLast) => name switch
    {
        "distance_km" => Range("km", bin, isLast),
        "reward" => Range("score", bin, isLast),
        "samples" => Range("turns", bin, isLast),
        "tool_calls" => Range("calls", bin, isLast),
        "km" or "score" or "turns" or "calls" or "tokens" => Html.Of(
            $" data-range=\"{name}:{Exact(bin.From)}:{Exact(bin.To)}{(isLast ? "]" : "")}\""),
        _ => Html.Empty,
    };

    private static string Short(string tool, int tools)
    {
        string name = tool.Replace("image_", "", StringComparison.Ordinal)
            .Replace("_tool", "", StringComparison.Ordinal);
        int room = Math.Max(4, (int)(Width / Math.Min(tools, MostTools) / LetterPx) - 1);
        return name.Length <= room ? name : name[..(room - 1)] + "…";
    }
}
