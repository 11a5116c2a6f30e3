using System.Globalization;
using System.Text.Json;

namespace SPAgent.Benchmarks;

/// <summary>
/// What eng/perf.sh compares. A benchmark adds a line for each figure to the file that SPAGENT_FIGURES names, if it
/// does; <c>table</c> makes one table of several such files.
/// </summary>
internal static class Figures
{
    private static readonly string? s_file = Environment.GetEnvironmentVariable("SPAGENT_FIGURES");

    /// <summary>A figure that is good when it is small: a time, a ratio of times, memory.</summary>
    /// <param name="name">What was measured: the same in each commit.</param>
    /// <param name="value">The figure.</param>
    /// <param name="unit">"" for a ratio.</param>
    /// <param name="goal">What it is to stay under; null where nothing was agreed.</param>
    public static void AtMost(string name, double value, string unit = "", double? goal = null) =>
        Add(new Figure(name, value, unit, goal, IsGoodWhenLarge: false));

    /// <summary>A figure that is good when it is large: a speed, or a share of the speed of a bare loop.</summary>
    /// <inheritdoc cref="AtMost"/>
    public static void AtLeast(string name, double value, string unit = "", double? goal = null) =>
        Add(new Figure(name, value, unit, goal, IsGoodWhenLarge: true));

    /// <summary>Prints the table. Options: a name and a file of figures for each column.</summary>
    public static int Table(string[] args)
    {
        if (args.Length == 0 || args.Length % 2 != 0)
        {
            Console.Error.WriteLine("Name the columns and their files: table NAME FILE [NAME FILE].");
            return 2;
        }

        (string Name, List<Figure> Figures)[] columns =
            [.. args.Chunk(2).Select(pair => (pair[0], File.ReadLines(pair[1]).Select(Read).ToList()))];
        Console.WriteLine($"| what | to reach |{string.Concat(columns.Select(column => $" {column.Name} |"))}"
            + (columns.Length > 1 ? " moved |" : ""));
        Console.WriteLine($"|---|---:|{string.Concat(columns.Select(_ => "---:|"))}"
            + (columns.Length > 1 ? "---|" : ""));
        foreach (IGrouping<string, Figure> row in columns.SelectMany(column => column.Figures)
            .GroupBy(figure => figure.Name))
        {
            Cell[] cells = [.. columns.Select(column =>
                Cell.Of([.. column.Figures.Where(one => one.Name == row.Key)]))];
            Figure kind = row.First();
            string goal = kind.Goal is { } value
                ? $"{(kind.IsGoodWhenLarge ? "at least" : "at most")} {Number(value)}{Unit(kind)}" : "";
            Console.WriteLine($"| {row.Key} | {goal} |{string.Concat(cells.Select(cell => $" {cell.Text(kind)} |"))}"
                + (columns.Length > 1 ? $" {Moved(kind, cells[0], cells[^1])} |" : ""));
        }

        return 0;
    }

    private static void Add(Figure figure)
    {
        if (s_file is not null) File.AppendAllText(s_file, JsonSerializer.Serialize(figure) + "\n");
    }

    private static Figure Read(string line) => JsonSerializer.Deserialize<Figure>(line)!;

    // Apart by more than either column spreads: their ranges have no value in common.
    private static string Moved(Figure kind, Cell from, Cell to)
    {
        if (from.Count == 0 || to.Count == 0 || (to.Low <= from.High && from.Low <= to.High)) return "";
        bool isBetter = to.Median > from.Median == kind.IsGoodWhenLarge;
        return string.Create(CultureInfo.InvariantCulture,
            $"{(isBetter ? "better" : "**worse**")}, {to.Median / from.Median:0.00} times");
    }

    private static string Unit(Figure figure) => figure.Unit.Length == 0 ? "" : $" {figure.Unit}";

    // Three digits are all that a shared machine can tell.
    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00#", CultureInfo.InvariantCulture),
    };

    private sealed record Figure(string Name, double Value, string Unit, double? Goal, bool IsGoodWhenLarge);

    private readonly record struct Cell(double Median, double Low, double High, int Count)
    {
        public static Cell Of(List<Figure> figures)
        {
            if (figures.Count == 0) return default;
            double[] values = [.. figures.Select(figure => figure.Value)];
            return new Cell(Measure.Median(values), values.Min(), values.Max(), values.Length);
        }

        public string Text(Figure kind) => Count switch
        {
            0 => "–",
            1 => $"{Number(Median)}{Unit(kind)}",
            _ => $"{Number(Median)}{Unit(kind)} ({Number(Low)}–{Number(High)})",
        };
    }
}
