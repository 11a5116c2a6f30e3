using System.Globalization;

namespace SPAgent;

/// <summary>A table as HTML, for notebooks and pages: numbers to the right, every text escaped, nothing that
/// runs.</summary>
public static class TableHtml
{
    // A longer text is folded, and what is longer than a page of text ends with a word.
    private const int LongestCell = 200, LongestFolded = 4000, LongestLine = 80;

    /// <summary>The first rows, and a line that says how many more there are.</summary>
    /// <param name="table">The table.</param>
    /// <param name="mostRows">Rows shown; from 1. Default 50.</param>
    public static string Of(Table table, int mostRows = 50)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostRows, 1);
        IEnumerable<Html> heads = table.Columns.Select(column => Cell("th", column.Name, column));
        IEnumerable<Html> rows = table.Rows.Take(mostRows)
            .Select(row => Html.Of(
                $"<tr>{Html.Join(table.Columns.Select(column => Cell("td", row.Text(column.Name), column)))}</tr>\n"));
        Html more = table.Count > mostRows ? Html.Of($"<p>… {table.Count - mostRows:N0} more rows</p>") : Html.Empty;
        return
            Html.Of(
                $"<table><thead><tr>{Html.Join(heads)}</tr></thead>\n<tbody>\n{Html.Join(rows)}</tbody></table>{more}").Markup;
    }

    private static Html Cell(string element, string text, TableColumn column)
    {
        Html shown = text.Length <= LongestCell ? Html.Text(text) : Folded(text);
        return Html.Of(
            $"<{element}{new Html(column.IsNumber ? " align=\"right\"" : "")} dir=\"auto\">{shown}</{element}>");
    }

    private static Html Folded(string text)
    {
        string rest = text.Length <= LongestFolded ? text
            : string.Create(CultureInfo.InvariantCulture,
                $"{text[..LongestFolded]} … {text.Length - LongestFolded:N0} characters more");
        return Html.Of($"<details><summary>{text[..LongestLine]}…</summary>{rest}</details>");
    }
}
