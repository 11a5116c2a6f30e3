using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>One trace as an article: the conversation turn by turn, and what came of it beside.</summary>
internal static partial class PageTrace
{
    private const int LongestText = 60_000, MostTurns = 200;

    public static Html Of(Trace trace, ReplayedTrace pictures, IReadOnlyList<Finding> findings, PageLinks links)
    {
        int id = trace.SampleIndex;
        return Html.Of($"""
            <article id="t{id}"><nav class="crumb"><a class="up" href="{links.Overview}">All traces</a>{Step("back step", "← previous", links.Before)}{Step("next step", "next →", links.After)}</nav>
            <header class="head"><h1>Trace {id}</h1><span class="soft">{Path.GetFileName(trace.Source)}</span></header>
            <p class="facts">{Facts(trace)}</p>
            <div class="cols"><div class="talk">{Prompt(trace, pictures)}{Turns(trace, pictures)}</div><aside>{Aside(trace, findings, PageMap.Of)}</aside></div></article>

            """);
    }

    /// <summary>The same without what belongs to a page, for a cell of a notebook.</summary>
    public static Html Card(Trace trace, ReplayedTrace pictures, IReadOnlyList<Finding> findings) => Html.Of($"""
        <div class="head"><b>Trace {trace.SampleIndex}</b> <span class="soft">{Path.GetFileName(trace.Source)}</span></div>
        <p class="facts">{Facts(trace)}</p>
        <div class="cols"><div class="talk">{Prompt(trace, pictures)}{Turns(trace, pictures)}</div><aside>{Aside(trace, findings, PageMap.Near)}</aside></div>
        """);

    private static Html Step(string name, string text, string? href) => href is null ? Html.Empty : Html.Of($"<a class=\"{name}\" href=\"{href}\">{text}</a>");

    private static Html Facts(Trace trace)
    {
        List<Html> facts = [];
        if (trace.Model is not null) facts.Add(Html.Of($"<span>{trace.Model}</span>"));
        facts.Add(Html.Of($"<span><b>{Printable.Count(trace.Turns.Count, "turn")}</b></span>"));
        facts.Add(Html.Of($"<span><b>{Printable.Count(trace.ToolCalls.Count, "tool call")}</b></span>"));
        facts.Add(Html.Of($"<span><b>{trace.Turns.Sum(turn => turn.Tokens()):N0} tokens</b></span>"));
        if (trace.DurationMs is long duration) facts.Add(Html.Of($"<span><b>{duration / 1000.0:0.#} s</b></span>"));
        if (trace.StartedAt is DateTimeOffset start) facts.Add(Html.Of($"<span>{start.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}</span>"));
        return Html.Join(facts);
    }

    private static Html Prompt(Trace trace, ReplayedTrace pictures)
    {
        Html system = trace.InitialPrompt is { System.Length: > 0 } prompt ? Details("System prompt", prompt.System) : Html.Empty;
        Html tools = trace.InitialPrompt?.Tools is JsonElement given ? Details("Tool definitions", Pretty(given)) : Html.Empty;
        Html user = trace.InitialPrompt is { } asked ? Html.Of($"<div class=\"text\" dir=\"auto\">{Cut(asked.User)}</div>") : Html.Of($"<p class=\"soft\">This trace does not keep its prompt.</p>");
        Html image = pictures.Shots.Count > 0
            ? PageShot.Of(pictures.Id(trace, 0), pictures.Shots[0], Html.Of($"Picture of row {trace.SampleIndex}, {Size(pictures.Shots[0])} · {Verdict(pictures.Shots[0].Verdict, pictures.Shots[0].Detail)}"))
            : Html.Empty;
        Html problem = pictures.Problem is null ? Html.Empty : Html.Of($"<p class=\"warn\">{pictures.Problem}</p>");
        return Html.Of($"<section class=\"turn\"><h3>Prompt</h3>{system}{tools}{user}{image}{problem}</section>");
    }

    private static Html Turns(Trace trace, ReplayedTrace pictures)
    {
        List<Html> turns = [];
        foreach (ConversationTurn turn in trace.Turns.Take(MostTurns))
        {
            IEnumerable<Html> calls = trace.ToolCalls.Index().Where(call => call.Item.Turn == turn.Turn).Select(call => Call(trace, call.Item, call.Index, pictures));
            Html reasoning = turn.Reasoning is { Length: > 0 } thought ? Details("Reasoning", thought) : Html.Empty;
            string last = turn == trace.Turns[^1] ? " answer" : "";
            turns.Add(Html.Of($"<section class=\"turn{last}\"><h3>Turn {turn.Turn} <span>{About(turn)}</span></h3>{reasoning}<div class=\"text\" dir=\"auto\">{Marked(turn.Response)}</div>{Html.Join(calls)}</section>"));
        }

        if (trace.Turns.Count > MostTurns) turns.Add(Html.Of($"<p class=\"soft\">… {trace.Turns.Count - MostTurns:N0} more turns.</p>"));
        return Html.Join(turns);
    }

    private static Html About(ConversationTurn turn)
    {
        List<string> about = [];
        if (turn.Usage is not null) about.Add($"{turn.Tokens():N0} tokens");
        if (turn.LatencyMs is long latency) about.Add(FormattableString.Invariant($"{latency / 1000.0:0.0} s"));
        if (turn.FinishReason is not null) about.Add(turn.FinishReason);
        return Html.Text(string.Join(" · ", about));
    }

    private static Html Call(Trace trace, ToolCall call, int index, ReplayedTrace pictures)
    {
        Html arguments = call.Arguments is JsonElement given && call.Code is null ? Html.Of($"<code dir=\"auto\">{Shorten(JsonText.Line(given), 400)}</code>") : Html.Empty;
        Html code = call.Code is null ? Html.Empty : Html.Of($"<pre dir=\"auto\">{Cut(call.Code)}</pre>");
        Html message = call.Message is null ? Html.Empty : Html.Of($"<p class=\"{(call.Success ? "soft" : "bad")}\" dir=\"auto\">{Cut(call.Message)}</p>");
        Html state = call.Success ? new("<span class=\"good\">worked</span>") : new("<span class=\"bad\">failed</span>");
        Html shots = Html.Empty;
        if (index + 1 < pictures.Shots.Count)
        {
            // A failed call leaves the picture as it was, which has the id of the step that made it.
            int input = Enumerable.Range(0, index).Where(earlier => trace.ToolCalls[earlier].Success).Select(earlier => earlier + 1).LastOrDefault();
            ReplayedShot before = pictures.Shots[index], after = pictures.Shots[index + 1];
            Html acted = PageShot.Again(pictures.Id(trace, input), before, call, Html.Of($"acted on, {Size(before)}"));
            Html made = call.Success ? PageShot.Of(pictures.Id(trace, index + 1), after, Html.Of($"observation, {Size(after)} · {Verdict(after.Verdict, after.Detail)}")) : Html.Empty;
            shots = Html.Of($"<div class=\"shots\">{acted}{made}</div>");
        }

        return Html.Of($"<div class=\"call\"><h4>{call.Name} {arguments} {state}</h4>{message}{code}{shots}</div>");
    }

    private static Html Aside(Trace trace, IReadOnlyList<Finding> findings, Func<GeoAnswer, Html> map)
    {
        List<Html> panels = [];
        if (GeoAnswer.Of(trace) is GeoAnswer geo) panels.Add(Place(geo, trace.Reward, map));
        if (trace.Reward is RewardScore reward) panels.Add(Panel("Reward", Html.Of($"<dl class=\"rows\">{Row("score", Html.Of($"<data value=\"{PageChart.Exact(reward.Score)}\">{reward.Score:0.0000}</data>"))}{Row("answer read", Html.Text(Printable.YesNo(reward.ParseSuccess)))}{Html.Join(reward.Metrics.Select(Metric))}</dl>")));
        if (AnswerText.Find(trace.FinalResponse) is { } answer) panels.Add(Panel("Answer", Html.Of($"<div class=\"text\" dir=\"auto\">{Shorten(answer, 1000)}</div>")));
        Html[] columns = [.. trace.SampleData.EnumerateObject().Take(40).Select(column => Row(column.Name, Html.Text(Shorten(Printable.Column(trace.SampleData, column.Name), 200))))];
        if (columns.Length > 0) panels.Add(Panel("Row of the dataset", Html.Of($"<dl class=\"rows\">{Html.Join(columns)}</dl>")));
        if (findings.Count > 0) panels.Add(Panel("Findings", Html.Of($"<ul class=\"findings\">{Html.Join(findings.Select(Found))}</ul>")));
        return Html.Join(panels);
    }

    /// <summary>A finding as an item of a list.</summary>
    public static Html Found(Finding finding)
    {
        string colour = finding.Severity switch { Severity.Error => "bad", Severity.Warning => "warn", _ => "soft" };
        string turn = finding.Turn is int number ? $", turn {number}" : "";
        return Html.Of($"<li><b class=\"{colour}\">{finding.Check.Replace('_', ' ')}</b> <span class=\"soft\">{finding.Place}{turn}</span><br>{finding.What} <span class=\"soft\">{finding.Remedy}</span></li>");
    }

    private static Html Place(GeoAnswer geo, RewardScore? reward, Func<GeoAnswer, Html> map)
    {
        Html distance = reward is { ParseSuccess: true } && reward["distance@km"] is double km
            ? Html.Of($"<data value=\"{PageChart.Exact(km)}\"><b>{PageChart.Round(km)} km</b></data> apart")
            : Html.Of($"<b class=\"bad\">no answer could be read</b>");
        Html answer = geo.Answer is GeoPoint point ? Row("answer", Html.Text(point.ToString())) : Html.Empty;
        return Html.Of($"<figure class=\"panel world\">{map(geo)}<figcaption><span>{distance}</span></figcaption><dl class=\"rows places\">{Row("truth", Html.Text(geo.Truth?.ToString()))}{answer}</dl></figure>");
    }

    private static Html Metric(KeyValuePair<string, double> metric) =>
        Row(metric.Key, double.IsFinite(metric.Value) ? Html.Of($"<data value=\"{PageChart.Exact(metric.Value)}\">{metric.Value:#,0.##}</data>") : Html.Text("–"));

    private static Html Panel(string title, Html content) => Html.Of($"<section class=\"panel\"><h3>{title}</h3>{content}</section>");

    private static Html Row(string name, Html value) => Html.Of($"<dt>{name}</dt><dd dir=\"auto\">{value}</dd>");

    /// <summary>A long text behind its title.</summary>
    public static Html Details(string title, string text) => Html.Of($"<details><summary>{title}</summary><pre dir=\"auto\">{Cut(text)}</pre></details>");

    private static string Size(ReplayedShot shot) => $"{shot.Width} × {shot.Height}";

    /// <summary>Whether a replayed picture is the one that the model saw.</summary>
    public static Html Verdict(ReplayVerdict verdict, string? detail) => verdict switch
    {
        ReplayVerdict.Exact => new("<span class=\"good\">the very pixels</span>"),
        ReplayVerdict.Unverified => new("<span>no hash to compare with</span>"),
        ReplayVerdict.FailedCall => new("<span>unchanged</span>"),
        _ => Html.Of($"<span class=\"bad\">another picture: {detail}</span>"),
    };

    /// <summary>What a model wrote: calls and answers stand out, and every character of it is there.</summary>
    public static Html Marked(string response)
    {
        string text = Cut(response);
        List<Html> parts = [];
        int at = 0;
        foreach (Match match in Marks().Matches(text))
        {
            parts.Add(Html.Text(text[at..match.Index]));
            parts.Add(match.Groups["answer"].Success ? Html.Of($"<mark>{match.Value}</mark>") : Html.Of($"<span class=\"call-text\">{match.Value}</span>"));
            at = match.Index + match.Length;
        }

        parts.Add(Html.Text(text[at..]));
        return Html.Join(parts);
    }

    private static string Cut(string text) => text.Length <= LongestText ? text : $"{text[..LongestText]}\n[… {text.Length - LongestText:N0} more characters]";

    private static string Shorten(string text, int most) => text.Length <= most ? text : text[..most] + "…";

    private static string Pretty(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? string.Join("\n", value.EnumerateArray().Take(50).Select(JsonText.Line))
        : JsonText.Line(value);

    [GeneratedRegex(@"(?<call><tool_call>.*?(?:</tool_call>|\z)|<think>.*?(?:</think>|\z))|(?<answer><answer>.*?</answer>|\$?\\boxed\{[^{}]*\}\$?)", RegexOptions.Singleline)]
    private static partial Regex Marks();
}

/// <summary>Where the links of an article lead.</summary>
internal sealed record PageLinks(string Overview, string? Before, string? After);
