using System.Collections;
using System.Globalization;

namespace SPAgent;

/// <summary>
/// Reads a data frame through nothing but the names of its members, so that one of any version can be shown.
/// </summary>
internal static class FrameReader
{
    /// <summary>Number of rows.</summary>
    public static long Rows(object frame) => (long)Get(Get(frame, "Rows"), "Count");

    /// <summary>The first rows as a table, all by default.</summary>
    public static Table Read(object frame, int mostRows = int.MaxValue)
    {
        (string Name, Type Type, object?[] Cells)[] columns =
            [.. ((IEnumerable)Get(frame, "Columns")).Cast<object>().Select(column => Column(column, mostRows))];
        int rows = columns.Length == 0 ? 0 : columns.Max(column => column.Cells.Length);
        object?[][] cells = [.. Enumerable.Range(0, rows)
            .Select(row => Array.ConvertAll(columns, column => row < column.Cells.Length ? column.Cells[row] : null))];
        return new Table([.. columns.Select(column => new TableColumn(column.Name, column.Type))], cells);
    }

    private static (string Name, Type Type, object?[] Cells) Column(object column, int mostRows)
    {
        var declared = (Type)Get(column, "DataType");
        object?[] values = [.. ((IEnumerable)column).Cast<object?>().Take(mostRows)];
        Type type = declared == typeof(bool) || declared == typeof(DateTime) ? declared
            : IsWhole(declared) && !values.Any(value => value is ulong and > long.MaxValue) ? typeof(long)
            : IsWhole(declared) || declared == typeof(float) || declared == typeof(double)
                || declared == typeof(decimal) ? typeof(double)
            : typeof(string);
        return ((string)Get(column, "Name"), type, Array.ConvertAll(values, value => Cell(value, type)));
    }

    private static object? Cell(object? value, Type type) => value switch
    {
        null or double.NaN or float.NaN => null,
        _ when type == typeof(long) => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        _ when type == typeof(double) => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ when type != typeof(string) => value,
        string text => text,
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static bool IsWhole(Type type) =>
        type == typeof(long) || type == typeof(int) || type == typeof(short) || type == typeof(sbyte)
        || type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) || type == typeof(ulong);

    private static object Get(object target, string property) =>
        target.GetType().GetProperty(property)!.GetValue(target)!;
}
