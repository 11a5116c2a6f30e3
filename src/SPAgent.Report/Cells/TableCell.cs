namespace SPAgent;

/// <summary>A table in a cell: as wide as it is, in a frame that scrolls. Columns of one value come last, where they do
/// not stand in the way.</summary>
internal static class TableCell
{
    private const int WideColumns = 8;

    public static MimeBundle Of(Table table) => Of(table, isMore: false);

    public static MimeBundle Of(Table table, bool isMore)
    {
        Table shown = ConstantsLast(table);
        return MimeBundle.Html(
            CellStyle.Frame(
                Html.Of($"<div class=\"scroll\">{new Html(TableHtml.Of(shown))}</div>{PageParts.More(isMore)}")),
            shown + (isMore ? "… and more\n" : ""));
    }

    // Of few columns all are in sight, and two rows make no constant.
    private static Table ConstantsLast(Table table)
    {
        if (table.Columns.Count < WideColumns || table.Count < 3) return table;
        ILookup<bool, string> columns = table.Columns.Select(column => column.Name).ToLookup(table.IsConstant);
        return table.Select([.. columns[false], .. columns[true]]);
    }
}
