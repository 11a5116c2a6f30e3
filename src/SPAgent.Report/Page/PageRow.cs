using System.Text.Json;

namespace SPAgent;

/// <summary>An item as a line of the list. What can be searched, narrowed down and sorted is in its data.</summary>
internal sealed record PageRow
{
    private const int MostColumns = 40, LongestValue = 100;

    public required PagePlace Place { get; init; }

    public required PageLabel Label { get; init; }

    /// <summary>A small picture as a data URI; null for none.</summary>
    public string? Tiny { get; init; }

    public required string Name { get; init; }

    public required string Summary { get; init; }

    /// <summary>How much it is, such as turns and calls.</summary>
    public required IReadOnlyList<string> Sizes { get; init; }

    /// <summary>A reward from 0 to 1; null when there is none.</summary>
    public double? Score { get; init; }

    /// <summary>What stands to the right: a word or a distance.</summary>
    public string Right { get; init; } = "";

    public required long Tokens { get; init; }

    public required int Turns { get; init; }

    /// <summary>Tool calls.</summary>
    public required int Calls { get; init; }

    /// <summary>How far the answer is from the truth, in km; null where nothing tells.</summary>
    public double? Km { get; init; }

    /// <summary>Where it was, and where the answer says that it was.</summary>
    public GeoAnswer? Geo { get; init; }

    /// <summary>The row of the dataset, or what a session keeps beside; any other kind than an object for
    /// none.</summary>
    public JsonElement Columns { get; init; }

    public required IEnumerable<string> Outcomes { get; init; }

    public required IEnumerable<string> Tools { get; init; }

    public Html ToHtml()
    {
        string outcome = string.Join(' ', Outcomes), tools = string.Join('\n', Tools.Distinct().Take(40));
        Html picture = Tiny is null ? new("<span class=\"blank\"></span>")
            : Html.Of($"<img src=\"{Tiny}\" alt=\"\" loading=\"lazy\" decoding=\"async\">");
        Html score = Score is double known ? Html.Of($"{known:0.000}")
            : Html.If(Right.Length == 0, () => Html.Of($"–"));
        Html meter = Score is double share
            ? Html.Of(
                $"<svg class=\"meter\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"{Math.Clamp(share, 0, 1) * 100:0.#}\" height=\"6\"/></svg>")
            : new("<span class=\"gap\"></span>");
        return Html.Of($"""
            <li data-id="{Place.Anchor}" data-score="{(Score is double exact ? PageChart.Exact(exact) : "")}" data-tokens="{Tokens}" data-turns="{Turns}" data-calls="{Calls}"{Figure("km", Km)}{Figure("lat", Geo?.Truth.Latitude)}{Figure("lon", Geo?.Truth.Longitude)}{Figure("alat", Geo?.Answer?.Latitude)}{Figure("alon", Geo?.Answer?.Longitude)}{Named()} data-outcome="{outcome}" data-tools="{tools}"{Label.Attributes}><a href="{Place.FromOverview}">{picture}<span class="what"><b dir="auto">{Name}</b><span dir="auto">{Summary}</span></span><span class="mid">{string.Join(" · ", Sizes)}</span>{meter}<span class="score">{score}<small>{Right}</small></span></a></li>

            """);
    }

    private static Html Figure(string name, double? value) => value is double known && double.IsFinite(known)
        ? Html.Of($" data-{new Html(name)}=\"{PageChart.Exact(known)}\"") : Html.Empty;

    // A name and its value, a line each.
    private Html Named()
    {
        if (Columns.ValueKind != JsonValueKind.Object) return Html.Empty;
        IEnumerable<string> lines = Columns.EnumerateObject()
            .Where(column => column.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number
                or JsonValueKind.True or JsonValueKind.False)
            .Take(MostColumns)
            .SelectMany(column => (string[])[Line(column.Name), Line(RowText.Of(column.Value) ?? "")]);
        string all = string.Join('\n', lines);
        return Html.If(all.Length > 0, () => Html.Of($" data-columns=\"{all}\""));
    }

    private static string Line(string text) =>
        PageParts.Shorten(text.ReplaceLineEndings(" ").Trim(), LongestValue);
}
