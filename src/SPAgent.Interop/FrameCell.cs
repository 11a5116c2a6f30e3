namespace SPAgent;

/// <summary>A data frame in a notebook: its columns with their types, numbers to the right, nulls as nulls.</summary>
internal static class FrameCell
{
    // As many as a table has in a terminal.
    private const int TextRows = 40;

    /// <param name="table">The rows that are shown: all, or the first.</param>
    /// <param name="rows">How many the data frame has.</param>
    /// <param name="columns">Its columns.</param>
    public static MimeBundle Of(Table table, long rows, IEnumerable<object> columns)
    {
        bool isCut = rows > table.Count;
        string[] types =
            [.. columns.Select(column => ((Type)column.GetType().GetProperty("DataType")!.GetValue(column)!).Name)];
        IEnumerable<Html> heads =
            table.Columns.Select(
                (column, i) => Cell("th", column, Html.Of($"{column.Name}<br><span class=\"soft\">{types[i]}</span>")));
        IEnumerable<Html> lines = table.Rows
            .Select(row => Html.Of(
                $"<tr>{Html.Join(table.Columns.Select((column, i) => Cell("td", column, Value(row, i))))}</tr>\n"));
        string size = $"{TerminalText.Count(rows, "row")} of {TerminalText.Count(table.Columns.Count, "column")}"
            + (isCut ? $", the first {table.Count} are shown" : "");
        Html all =
            Html.Of(
                $"<div class=\"scroll\"><table><thead><tr>{Html.Join(heads)}</tr></thead>\n<tbody>\n{Html.Join(lines)}</tbody></table></div><p class=\"soft\">{size}</p>");
        string text = isCut ? $"{table.Head(TextRows)}… {TerminalText.Count(rows - TextRows, "more row")}\n"
            : $"{table}";
        return MimeBundle.Html(CellStyle.Frame(all), text + size);
    }

    private static Html Value(TableRow row, int index) => row.Cells[index] switch
    {
        null => Html.Of($"<i class=\"soft\">null</i>"),
        string text => Html.Text(text.Length <= 200 ? text : text[..200] + "…"),
        var value => Html.Text(TerminalText.Cell(value)),
    };

    private static Html Cell(string element, TableColumn column, Html content) =>
        Html.Of(
            $"<{new Html(element)}{new Html(column.IsNumber ? " align=\"right\"" : "")} dir=\"auto\">{content}</{new Html(element)}>");
}
