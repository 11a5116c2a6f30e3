namespace SPAgent;

/// <summary>A trace as a line of the list.</summary>
internal static class PageRow
{
    private static readonly string[] NameColumns = ["city", "country", "question", "title", "name", "label"];

    public static Html Of(Trace trace, string? tiny, int findings, string href)
    {
        RewardScore? reward = trace.Reward;
        double? km = reward is { ParseSuccess: true } ? reward["distance@km"] : null;
        double? score = reward is not null && double.IsFinite(reward.Score) ? reward.Score : null;
        string outcome = string.Join(' ', Outcomes(trace, findings));
        string tools = string.Join('\n', trace.ToolCalls.Select(call => call.Name).Distinct().Take(40));
        Html picture = tiny is null ? new("<span class=\"blank\"></span>") : Html.Of($"<img src=\"{tiny}\" alt=\"\" loading=\"lazy\" decoding=\"async\">");
        string right = km is double far && double.IsFinite(far) ? $"{PageChart.Round(far)} km" : reward is { ParseSuccess: false } ? "no answer" : "";
        Html meter = score is double share
            ? Html.Of($"<svg class=\"meter\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"{Math.Clamp(share, 0, 1) * 100:0.#}\" height=\"6\"/></svg>")
            : Html.Empty;
        return Html.Of($"""
            <li data-id="{trace.SampleIndex}" data-score="{(score is double known ? PageChart.Exact(known) : "")}" data-tokens="{trace.Turns.Sum(turn => turn.Tokens())}" data-turns="{trace.Turns.Count}" data-outcome="{outcome}" data-tools="{tools}"><a href="{href}">{picture}<span class="what"><b>{Name(trace)}</b><span dir="auto">{Summary(trace)}</span></span><span class="mid">{Printable.Count(trace.Turns.Count, "turn")} · {Printable.Count(trace.ToolCalls.Count, "call")}{(findings > 0 ? " · " + Printable.Count(findings, "finding") : "")}</span>{meter}<span class="score">{Score(score)}<small>{right}</small></span></a></li>

            """);
    }

    private static Html Score(double? score) => score is double known ? Html.Of($"{known:0.000}") : Html.Of($"–");

    private static string Name(Trace trace)
    {
        string[] names = [.. NameColumns.Select(column => RowText.Of(trace.SampleData, column)).OfType<string>().Take(2).Select(name => name.Length > 60 ? name[..60] + "…" : name)];
        return names.Length > 0 ? $"{trace.SampleIndex} · {string.Join(", ", names)}" : $"{trace.SampleIndex}";
    }

    private static string Summary(Trace trace)
    {
        string text = AnswerText.Find(trace.FinalResponse) ?? trace.FinalResponse;
        return text.Length > 160 ? text[..160] + "…" : text;
    }

    private static IEnumerable<string> Outcomes(Trace trace, int findings)
    {
        if (trace.Reward is { } reward) yield return reward.ParseSuccess ? "read" : "unread";
        if (trace.ToolCalls.Any(call => !call.Success)) yield return "failed-call";
        if (trace.ToolCalls.Count == 0) yield return "no-call";
        if (findings > 0) yield return "found";
    }
}
