using System.Globalization;
using System.Text.Json;

namespace SPAgent;

/// <summary>One trace as an article: the conversation turn by turn, and what came of it beside.</summary>
internal static class PageTrace
{
    private const int MostTurns = 200, MostColumns = 40;

    public static Html Of(Trace trace, ReplayedTrace pictures, IReadOnlyList<Finding> findings, PagePlace place,
        PageLabel label) =>
        PageParts.Article(
        place, "trace", $"Trace {TraceName.Of(trace)}", Path.GetFileName(trace.Source) ?? "", Facts(trace),
        Talk(trace, pictures), Aside(trace, findings, PageMap.Of), label);

    /// <summary>The same without what belongs to a page, for a cell of a notebook.</summary>
    public static Html Card(Trace trace, ReplayedTrace pictures, IReadOnlyList<Finding> findings) => Html.Of($"""
        <div class="head"><b>Trace {TraceName.Of(trace)}</b> <span class="soft">{Path.GetFileName(trace.Source)}</span></div>
        <p class="facts">{Html.Join(Facts(trace))}</p>
        <div class="cols"><div class="talk">{Talk(trace, pictures)}</div><aside>{Aside(trace, findings, PageMap.Near)}</aside></div>
        """);

    private static Html Talk(Trace trace, ReplayedTrace pictures) =>
        Html.Join([Prompt(trace, pictures), .. Turns(trace, pictures)]);

    private static IEnumerable<Html> Facts(Trace trace)
    {
        if (trace.Model is not null) yield return PageParts.Fact(trace.Model);
        yield return PageParts.Count(trace.Turns.Count, "turn");
        yield return PageParts.Count(trace.ToolCalls.Count, "tool call");
        yield return PageParts.Count(trace.Turns.Sum(turn => turn.Tokens()), "token");
        if (trace.DurationMs is long duration)
            yield return Html.Of($"<span><b>{PageParts.Duration(duration)}</b></span>");
        if (trace.StartedAt is DateTimeOffset start)
            yield return PageParts.Fact(start.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
    }

    private static Html Prompt(Trace trace, ReplayedTrace pictures)
    {
        Html system = trace.InitialPrompt is { System.Length: > 0 } prompt
            ? PageParts.Asked("System prompt", prompt.System) : Html.Empty;
        Html tools = trace.InitialPrompt?.Tools is JsonElement given
            ? PageParts.Asked("Tool definitions", PageParts.Pretty(given)) : Html.Empty;
        Html user = trace.InitialPrompt is { } asked
            ? Html.Of($"<div class=\"text asked\" dir=\"auto\">{PageParts.Cut(asked.User)}</div>")
            : Html.Of($"<p class=\"soft\">This trace does not keep its prompt.</p>");
        Html image = Html.Join(pictures.Shots.Take(pictures.OfRow).Select((shot, step) => PictureFigure.Of(
            pictures.Id(trace, step), shot.Picture,
            Html.Of(
                $"Picture of row {trace.SampleIndex}, {shot.Picture.Size} · {Verdict(shot.Verdict, shot.Detail)}"))));
        Html problem = pictures.Problem is null ? Html.Empty : Html.Of($"<p class=\"warn\">{pictures.Problem}</p>");
        return Html.Of($"<section class=\"turn\"><h3>Prompt</h3>{system}{tools}{user}{image}{problem}</section>");
    }

    private static IEnumerable<Html> Turns(Trace trace, ReplayedTrace pictures)
    {
        foreach (ConversationTurn turn in trace.Turns.Take(MostTurns))
        {
            IEnumerable<Html> calls = trace.ToolCalls.Index().Where(call => call.Item.Turn == turn.Turn)
                .Select(call => Call(trace, call.Item, call.Index, pictures));
            yield return Turn(turn, turn == trace.Turns[^1], Html.Join(calls));
        }

        if (trace.EndedBy is not null) yield return Html.Of($"<p class=\"warn\">It ended here: {trace.EndedBy}</p>");
        if (trace.Turns.Count > MostTurns)
            yield return Html.Of($"<p class=\"soft\">… {trace.Turns.Count - MostTurns:N0} more turns.</p>");
    }

    /// <summary>One turn without its calls.</summary>
    public static Html Turn(ConversationTurn turn) => Turn(turn, isLast: false, Html.Empty);

    private static Html Turn(ConversationTurn turn, bool isLast, Html calls)
    {
        Html reasoning = turn.Reasoning is { Length: > 0 } thought ? PageParts.Details("Reasoning", thought)
            : Html.Empty;
        return
            Html.Of(
                $"<section class=\"turn{(isLast ? " answer" : "")}\"><h3>Turn {turn.Turn} <span>{About(turn)}</span></h3>{reasoning}{PageParts.Text(PageParts.Marked(turn.Response))}{calls}{Behind(turn)}</section>");
    }

    private static Html Behind(ConversationTurn turn) => turn.TextAfterCall is { Length: > 0 } text
        ? PageParts.Details("Cut off behind the call", text) : Html.Empty;

    private static Html About(ConversationTurn turn)
    {
        List<string> about = [];
        if (turn.Usage is not null) about.Add(TerminalText.Count(turn.Tokens(), "token"));
        if (turn.LatencyMs is long latency) about.Add(PageParts.Duration(latency));
        if (turn.FinishReason is not null) about.Add(turn.FinishReason);
        if (turn.TakenFrom is not null) about.Add($"taken from the {turn.TakenFrom}");
        return Html.Text(string.Join(" · ", about));
    }

    private static Html Call(Trace trace, ToolCall call, int index, ReplayedTrace pictures)
    {
        List<Html> shots = [];
        int step = pictures.OfRow + index;
        if (step < pictures.Shots.Count && pictures.Shots[step] is { ActedOn: { } actedOn } after)
        {
            PagePicture before = pictures.Shots[actedOn.Step].Picture;
            shots.Add(PictureFigure.Again(pictures.Id(trace, actedOn.Step), before, actedOn.AsShown(call.Arguments),
                Html.Of($"acted on, {before.Size}")));
            if (call.Success)
                shots.Add(PictureFigure.Of(pictures.Id(trace, step), after.Picture,
                    Html.Of($"observation, {after.Picture.Size} · {Verdict(after.Verdict, after.Detail)}")));
        }

        return (Call(call) with { Shots = shots }).ToHtml();
    }

    /// <summary>A call without its pictures.</summary>
    public static PageCall Call(ToolCall call) => new()
    {
        Name = call.Name,
        Arguments = call.Arguments,
        Written = call.ArgumentsAsWritten,
        Units = call.BoxUnits,
        Repairs = call.Repairs,
        Code = call.Code,
        Success = call.Success,
        Message = call.Message,
    };

    private static Html Aside(Trace trace, IReadOnlyList<Finding> findings, Func<GeoAnswer, Html> map)
    {
        List<Html> panels = [];
        if (GeoAnswer.Of(trace) is GeoAnswer geo) panels.Add(Place(geo, trace.Reward, map));
        if (trace.Reward is RewardScore reward)
            panels.Add(
                PageParts.Panel("Reward",
                    PageParts.Rows(
                        [Metric("score", reward.Score),
                            PageParts.Row("answer read", TerminalText.YesNo(reward.ParseSuccess)),
                            .. reward.Metrics.Select(metric => Metric(metric.Key, metric.Value))])));
        if (trace.Answer.Text is { } answer)
            panels.Add(PageParts.Panel("Answer", PageParts.Text(Html.Text(PageParts.Shorten(answer, 1000)))));
        Html[] columns = [.. trace.SampleData.EnumerateObject().Take(MostColumns)
            .Select(column =>
                PageParts.Row(column.Name,
                    PageParts.Shorten(TerminalText.Column(trace.SampleData, column.Name), 200)))];
        if (columns.Length > 0) panels.Add(PageParts.Panel("Row of the dataset", PageParts.Rows(columns)));
        panels.Add(PageParts.Findings(findings));
        return Html.Join(panels);
    }

    private static Html Place(GeoAnswer geo, RewardScore? reward, Func<GeoAnswer, Html> map)
    {
        Html distance = reward is { ParseSuccess: true } && reward["distance@km"] is double km
            ? Html.Of($"<b>{PageParts.Value("reward_score.distance@km", km)} km</b> apart")
            : Html.Of($"<b class=\"bad\">no answer could be read</b>");
        Html answer = geo.Answer is GeoPoint point ? PageParts.Row("answer", point.ToString()) : Html.Empty;
        return
            Html.Of(
                $"<figure class=\"panel world\">{map(geo)}<figcaption><span>{distance}</span></figcaption><dl class=\"rows places\">{PageParts.Row("truth", geo.Truth.ToString())}{answer}</dl></figure>");
    }

    private static Html Metric(string name, double value) => PageParts.Row(name, Figure(name, value));

    private static Html Figure(string name, double value) => double.IsFinite(value)
        ? Html.Of(
            $"<data data-figure=\"reward_score.{name}\" value=\"{PageChart.Exact(value)}\">{value:#,0.####}</data>")
        : Html.Text("–");

    /// <summary>Whether a replayed picture is the one that the model saw.</summary>
    public static Html Verdict(ReplayVerdict verdict, string? detail) => verdict switch
    {
        ReplayVerdict.Exact => new("<span class=\"good\">the very pixels</span>"),
        ReplayVerdict.Unverified => new("<span>no hash to compare with</span>"),
        ReplayVerdict.FailedCall => new("<span>unchanged</span>"),
        _ => Html.Of($"<span class=\"bad\">another picture: {detail}</span>"),
    };
}
