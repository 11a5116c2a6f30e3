namespace SPAgent;

/// <summary>An item as a line of the list. What can be searched, narrowed down and sorted is in its data.</summary>
internal sealed record PageRow
{
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
            <li data-id="{Place.Anchor}" data-score="{(Score is double exact ? PageChart.Exact(exact) : "")}" data-tokens="{Tokens}" data-turns="{Turns}" data-outcome="{outcome}" data-tools="{tools}"{Label.Attributes}><a href="{Place.FromOverview}">{picture}<span class="what"><b dir="auto">{Name}</b><span dir="auto">{Summary}</span></span><span class="mid">{string.Join(" · ", Sizes)}</span>{meter}<span class="score">{score}<small>{Right}</small></span></a></li>

            """);
    }
}
