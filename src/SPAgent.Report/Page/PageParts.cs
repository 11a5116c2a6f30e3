using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>The parts of which articles are made.</summary>
internal static partial class PageParts
{
    private const int LongestText = 60_000, LongestBeside = 28;

    /// <summary>An article with its links, its head, what happened from top to bottom, and what came of it
    /// beside.</summary>
    public static Html Article(PagePlace place, string thing, string title, string subtitle, IEnumerable<Html> facts,
        Html talk, Html aside, PageLabel label)
    {
        Html up = place.Links.Overview is { } overview
            ? Html.Of($"<a class=\"up\" href=\"{overview}\">All {thing}s</a>") : Html.Empty;
        return Html.Of($"""
            <article id="{place.Anchor}"><nav class="crumb"{label.Attributes}>{up}{Step("back step", "← previous", place.Links.Before)}{Step("next step", "next →", place.Links.After)}</nav>
            <header class="head"><h1 dir="auto">{title}</h1><span class="soft">{subtitle}</span></header>
            <p class="facts">{Html.Join(facts)}</p>
            <div class="cols"><div class="talk">{talk}</div><aside>{aside}</aside></div></article>

            """);
    }

    public static Html Fact(string text) => Html.Of($"<span>{text}</span> ");

    public static Html Count(long count, string thing) =>
        Html.Of($"<span><b>{TerminalText.Count(count, thing)}</b></span> ");

    public static Html Panel(string title, Html content) =>
        Html.Of($"<section class=\"panel\"><h3>{title}</h3>{content}</section>");

    /// <summary>Pictures side by side; nothing without any.</summary>
    public static Html Shots(params IReadOnlyCollection<Html> pictures) =>
        Html.If(pictures.Count > 0, () => Html.Of($"<div class=\"shots\">{Html.Join(pictures)}</div>"));

    public static Html Rows(params IEnumerable<Html> rows) => Html.Of($"<dl class=\"rows\">{Html.Join(rows)}</dl>");

    /// <summary>A text that is no figure; a long one goes below its name.</summary>
    public static Html Row(string name, string text) => text.Length <= LongestBeside ? Row(name, Html.Text(text))
        : Html.Of($"<dt>{name}</dt><dd class=\"wide\" dir=\"auto\">{text}</dd>");

    public static Html Row(string name, Html value) => Html.Of($"<dt>{name}</dt><dd dir=\"auto\">{value}</dd>");

    /// <summary>What a model was given, the same for many items: search leaves it out, in the page and in
    /// <see cref="PageWords"/>.</summary>
    public static Html Asked(string title, string text) =>
        Html.Of($"<details class=\"asked\"><summary>{title}</summary><pre dir=\"auto\">{Cut(text)}</pre></details>");

    public static Html Details(string title, string text) =>
        Html.Of($"<details><summary>{title}</summary><pre dir=\"auto\">{Cut(text)}</pre></details>");

    public static Html Text(Html content) => Html.Of($"<div class=\"text\" dir=\"auto\">{content}</div>");

    /// <summary>That there is more than is shown; nothing where there is not.</summary>
    public static Html More(bool isMore, string text = "… and more") =>
        Html.If(isMore, () => Html.Of($"<p class=\"soft\">{text}</p>"));

    /// <summary>A number of the JSON, rounded for the eye; the path in the JSON and the number itself stand in the
    /// element.</summary>
    public static Html Value(string figure, double? value) => value is double known && double.IsFinite(known)
        ? Html.Of($"<data data-figure=\"{figure}\" value=\"{PageChart.Exact(known)}\">{PageChart.Round(known)}</data>")
        : Html.Text("–");

    public static Html Findings(IReadOnlyList<Finding> findings) => findings.Count == 0 ? Html.Empty
        : Panel("Findings", Html.Of($"<ul class=\"findings\">{Html.Join(findings.Select(Found))}</ul>"));

    /// <summary>A finding as an item of a list.</summary>
    public static Html Found(Finding finding)
    {
        string turn = finding.Turn is int number ? $", turn {number}" : "";
        return
            Html.Of(
                $"<li><b class=\"{Colour(finding.Severity)}\">{finding.Check.Replace('_', ' ')}</b> <span class=\"soft\">{finding.Place}{turn}</span><br>{finding.What} <span class=\"soft\">{finding.Remedy}</span></li>");
    }

    /// <summary>The class of a severity.</summary>
    public static string Colour(Severity severity) =>
        severity switch { Severity.Error => "bad", Severity.Warning => "warn", _ => "soft" };

    public static string Duration(double milliseconds) => milliseconds < 999.5
        ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:#,0.#} s");

    public static string Cut(string text) => text.Length <= LongestText ? text
        : $"{text[..LongestText]}\n[… {text.Length - LongestText:N0} more characters]";

    public static string Shorten(string text, int most) => text.Length <= most ? text : text[..most] + "…";

    /// <summary>A list with a line for each item; anything else on one line.</summary>
    public static string Pretty(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? string.Join("\n", value.EnumerateArray().Take(50).Select(JsonText.Line))
        : JsonText.Line(value);

    /// <summary>What a model wrote, with calls and answers standing out; every character of it is there.</summary>
    public static Html Marked(string response)
    {
        string text = Cut(response);
        List<Html> parts = [];
        int at = 0;
        foreach (Match match in Marks().Matches(text))
        {
            parts.Add(Html.Text(text[at..match.Index]));
            parts.Add(match.Groups["answer"].Success ? Html.Of($"<mark>{match.Value}</mark>")
                : Html.Of($"<span class=\"call-text\">{match.Value}</span>"));
            at = match.Index + match.Length;
        }

        parts.Add(Html.Text(text[at..]));
        return Html.Join(parts);
    }

    private static Html Step(string name, string text, string? href) =>
        href is null ? Html.Empty : Html.Of($"<a class=\"{name}\" href=\"{href}\">{text}</a>");

    [GeneratedRegex(@"(?<call><tool_call>.*?(?:</tool_call>|\z)|<think>.*?(?:</think>|\z))|(?<answer><answer(?:\s[^<>]*)?>.*?</answer>|\$?\\boxed\{[^{}]*\}\$?)", RegexOptions.Singleline)]
    private static partial Regex Marks();
}
