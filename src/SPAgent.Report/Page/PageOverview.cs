using System.Globalization;

namespace SPAgent;

/// <summary>What all items add up to, as the first thing on the page.</summary>
internal static class PageOverview
{
    private const int MostFindings = 200, MostModels = 4;

    public static Html Of(string title, string count, IReadOnlyCollection<string> models, IEnumerable<Html> figures,
        IEnumerable<Html> charts, Html map, IEnumerable<Html> tables, Html problems)
    {
        string names = string.Join(", ", models.Take(MostModels))
            + (models.Count > MostModels
                ? string.Create(CultureInfo.InvariantCulture, $" and {models.Count - MostModels} more") : "");
        return Html.Of($"""
            <header class="top"><div><h1>{title}</h1><p class="soft">{count}{(names.Length > 0 ? " · " + names : "")}</p></div><button class="theme" type="button">Light / dark</button></header>
            <section>{Strip(figures)}</section>
            {Section("How they went", "charts", charts)}
            {map}
            {Section("", "tables", tables)}
            {problems}

            """);
    }

    /// <summary>The same for a cell of a notebook: without title, map and findings.</summary>
    public static Html Card(IEnumerable<Html> figures, IEnumerable<Html> charts, IEnumerable<Html> tables,
        IEnumerable<string> unreadable) =>
        Html.Join(
            [Strip(figures), Group("charts", charts), Group("tables", tables), List(unreadable.Select(Unreadable))]);

    /// <summary>Large figures beside each other.</summary>
    public static Html Strip(params IEnumerable<Html> figures) =>
        Html.Of($"<dl class=\"figures\">{Html.Join(figures)}</dl>");

    /// <summary>Findings below each other; nothing where there are none.</summary>
    public static Html List(IEnumerable<Html> findings)
    {
        Html items = Html.Join(findings);
        return Html.If(items.Markup.Length > 0, () => Html.Of($"<ul class=\"findings panel\">{items}</ul>"));
    }

    /// <summary>A figure with its name; nothing when it is not known.</summary>
    public static Html Cell(string name, string figure, double? value, string unit = "") => value is double
        ? Html.Of(
            $"<div class=\"fig\"><dt>{name}</dt><dd>{PageParts.Value(figure, value)}{Html.If(unit.Length > 0, () => Html.Of($"<small>{unit}</small>"))}</dd></div>")
        : Html.Empty;

    /// <summary>A table whose first column names the row.</summary>
    public static Html Table(string caption, string[] heads, IEnumerable<Html[]> rows, bool numbers = true)
    {
        Html named = Html.If(caption.Length > 0, () => Html.Of($"<caption>{caption}</caption>"));
        Html head = Html.Join(heads.Select((text, i) => Html.Of($"<th{Right(numbers ? i : 0)}>{text}</th>")));
        Html body = Html.Join(rows.Select(row => Html.Of(
            $"<tr>{Html.Join(row.Select((cell, i) => Html.Of($"<td{Right(numbers ? i : 0)}>{cell}</td>")))}</tr>")));
        return Html.Of(
            $"<div class=\"panel scroll\"><table>{named}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>");
    }

    /// <summary>The findings, the worst first; without a quality check what could not be read.</summary>
    public static Html Problems(IReadOnlyList<Finding> findings, IEnumerable<string> unreadable)
    {
        List<Html> items =
            [.. findings.OrderByDescending(finding => finding.Severity).Take(MostFindings).Select(PageParts.Found)];
        if (findings.Count == 0) items.AddRange(unreadable.Select(Unreadable));
        if (items.Count == 0) return Html.Empty;
        string more = findings.Count > MostFindings
            ? string.Create(CultureInfo.InvariantCulture, $" (the first {MostFindings} of {findings.Count:N0})") : "";
        return Html.Of($"<section><h2>Findings{more}</h2>{List(items)}</section>");
    }

    private static Html Section(string title, string name, IEnumerable<Html> parts)
    {
        Html content = Group(name, parts);
        Html heading = Html.If(title.Length > 0, () => Html.Of($"<h2>{title}</h2>"));
        return Html.If(content.Markup.Length > 0, () => Html.Of($"<section>{heading}{content}</section>"));
    }

    // Charts or tables beside each other, as many as fit.
    private static Html Group(string name, IEnumerable<Html> parts)
    {
        Html content = Html.Join(parts);
        return Html.If(content.Markup.Length > 0, () => Html.Of($"<div class=\"{name}\">{content}</div>"));
    }

    private static Html Unreadable(string problem) => Html.Of($"<li><b class=\"bad\">unreadable</b> {problem}</li>");

    private static Html Right(int column) => column == 0 ? Html.Empty : new(" class=\"number\"");
}
