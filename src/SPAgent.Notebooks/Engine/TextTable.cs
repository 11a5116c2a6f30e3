using System.Net;
using System.Text;

namespace SPAgent.Notebooks;

/// <summary>Rows of text under column names, for a page or for a terminal.</summary>
internal sealed record TextTable(IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows, string? Rest)
{
    private const int WidestColumn = 40;

    /// <summary>Everything is escaped.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder("<table><thead><tr>");
        foreach (string column in Columns) html.Append("<th>").Append(WebUtility.HtmlEncode(column)).Append("</th>");
        html.Append("</tr></thead><tbody>");
        foreach (string[] row in Rows)
        {
            html.Append("<tr>");
            foreach (string cell in row) html.Append("<td>").Append(WebUtility.HtmlEncode(cell)).Append("</td>");
            html.Append("</tr>");
        }

        html.Append("</tbody></table>");
        if (Rest is not null) html.Append("<p>").Append(WebUtility.HtmlEncode(Rest)).Append("</p>");
        return html.ToString();
    }

    /// <summary>Aligned columns.</summary>
    public override string ToString()
    {
        int[] widths =
            [.. Columns.Select((column, index) => Rows.Select(row => row[index].Length).Append(column.Length).Max())
            .Select(width => Math.Min(WidestColumn, width))];
        IEnumerable<string> lines = Rows.Prepend([.. Columns]).Select(Line);
        return string.Join('\n', Rest is null ? lines : lines.Append(Rest));

        string Line(IReadOnlyList<string> cells) =>
            string.Join("  ", cells.Select((cell, index) => Fit(cell, widths[index]))).TrimEnd();
    }

    private static string Fit(string cell, int width)
    {
        string line = cell.ReplaceLineEndings(" ");
        return line.Length <= width ? line.PadRight(width) : string.Concat(line.AsSpan(0, width - 1), "…");
    }
}
