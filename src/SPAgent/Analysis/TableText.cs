using System.Globalization;
using System.Text;

namespace SPAgent;

/// <summary>A table for a terminal: numbers to the right, texts to the left, long texts cut.</summary>
internal static class TableText
{
    private const int WidestCell = 48;

    public static string Of(Table table, int mostRows = 40)
    {
        List<string[]> lines = [[.. table.Columns.Select(column => TerminalText.Line(column.Name))]];
        lines.AddRange(table.Rows.Take(mostRows)
            .Select(row => row.Cells.Select(cell => Cut(TerminalText.Cell(cell))).ToArray()));
        int[] widths = [.. table.Columns.Select((_, i) => lines.Max(line => Length(line[i])))];
        StringBuilder text = new();
        foreach (string[] line in lines)
        {
            for (int i = 0; i < line.Length; i++)
            {
                string blanks = new(' ', widths[i] - Length(line[i]));
                text.Append(i == 0 ? "" : "  ").Append(table.Columns[i].IsNumber ? blanks + line[i] : line[i] + blanks);
            }

            while (text.Length > 0 && text[^1] == ' ') text.Length--;
            text.Append('\n');
        }

        if (table.Count > mostRows) text.Line($"… {table.Count - mostRows:N0} more rows");
        return text.ToString();
    }

    private static string Cut(string text) => Length(text) <= WidestCell ? text
        : string.Concat(Take(StringInfo.GetTextElementEnumerator(text), WidestCell - 1)) + "…";

    private static IEnumerable<string> Take(TextElementEnumerator elements, int count)
    {
        for (int i = 0; i < count && elements.MoveNext(); i++) yield return elements.GetTextElement();
    }

    private static int Length(string text) => new StringInfo(text).LengthInTextElements;
}
