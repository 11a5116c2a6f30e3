namespace SPAgent;

/// <summary>A dataset by its first pictures, and one row with its values.</summary>
internal static class DatasetCell
{
    private const int FirstRows = 6, MostRows = 24, MostValues = 40, LongestValue = 200;

    public static MimeBundle Of(ImageDataset dataset)
    {
        string about = $"{TerminalText.Count(dataset.Count, "row")} "
            + $"with {string.Join(", ", dataset.Columns.Select(column => column.Name))}";
        Html[] pictures = [.. Enumerable.Range(0, Math.Min(FirstRows, dataset.Count))
            .Select(index => Picture(dataset[index], Html.Text($"{index}"), 140))];
        Html card =
            Html.Of(
                $"<div class=\"head\"><b>{Path.GetFileName(Path.TrimEndingDirectorySeparator(dataset.Path))}</b> <span class=\"soft\">{dataset.Split}</span></div><p class=\"soft\">{about}</p>{PageParts.Shots(pictures)}");
        return MimeBundle.Html(CellStyle.Frame(card), TerminalText.Line(about));
    }

    /// <summary>The first of some rows by their pictures.</summary>
    public static MimeBundle Of(IEnumerable<DatasetRow> rows)
    {
        DatasetRow[] taken = [.. rows.Take(MostRows + 1)];
        Html more = PageParts.More(taken.Length > MostRows);
        Html[] pictures = [.. taken.Take(MostRows).Select(row => Picture(row, Html.Text($"row {row.Index}"), 140))];
        return MimeBundle.Html(CellStyle.Frame(Html.Join([PageParts.Shots(pictures), more])),
            $"rows {string.Join(", ", taken.Take(MostRows).Select(row => row.Index))}{(taken.Length > MostRows ? ", …" : "")}");
    }

    public static MimeBundle Of(DatasetRow row)
    {
        (string Name, string Value)[] values = [.. row.Values.Where(value => !row.ImageColumns.Contains(value.Key))
            .Take(MostValues)
            .Select(value => (value.Key, PageParts.Shorten(TerminalText.Cell(value.Value), LongestValue)))];
        Html list = PageParts.Rows(values.Select(value => PageParts.Row(value.Name, Html.Text(value.Value))));
        Html card =
            Html.Of(
                $"<div class=\"head\"><b>Row {row.Index}</b></div>{PageParts.Shots(Picture(row, Html.Text(row.Image?.Path), 400), Html.Of($"<div class=\"panel\">{list}</div>"))}");
        return MimeBundle.Html(CellStyle.Frame(card),
            $"row {row.Index}\n{string.Join('\n', values.Select(value => $"  {TerminalText.Line(value.Name)}: {value.Value}"))}");
    }

    private static Html Picture(DatasetRow row, Html caption, int widthPx)
    {
        try
        {
            return row.Image is { } image ? ImageGrid.Picture(image.Decode(), caption, widthPx) : Html.Empty;
        }
        catch (DatasetException broken)
        {
            return Html.Of($"<p class=\"bad\">{broken.Message}</p>");
        }
    }
}
