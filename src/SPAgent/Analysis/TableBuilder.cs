using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace SPAgent.Internal;

/// <summary>Collects rows whose columns come up on the way; a column's type is the narrowest that holds all its
/// values.</summary>
public sealed class TableBuilder
{
    private readonly List<string> _names = [];
    private readonly List<Type?> _types = [];

    // The row, from 1, that named a column last.
    private readonly List<int> _namedBy = [];
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly List<object?[]> _rows = [];

    /// <summary>See <see cref="Table.From"/>.</summary>
    public static Table From<T>(IEnumerable<T> items)
    {
        PropertyInfo[] properties =
            [.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsCell)];
        TableBuilder table = new();
        foreach (PropertyInfo property in properties) table.Column(Name(property));
        foreach (T item in items)
            table.Add([.. properties.Select(property => (Name(property), property.GetValue(item)))]);
        return table.Build();

        static string Name(PropertyInfo property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
    }

    /// <summary>Adds a row; a column is added at the first row that names it.</summary>
    public void Add(params IReadOnlyList<(string Column, object? Value)> cells)
    {
        object?[] row = new object?[Math.Max(_names.Count, cells.Count)];
        foreach ((string column, object? given) in cells)
        {
            int index = Column(column);
            if (index >= row.Length) Array.Resize(ref row, index + 1);
            // A column of the dataset may have the name of one of ours, which came first and stays, empty or not.
            if (_namedBy[index] == _rows.Count + 1) continue;
            _namedBy[index] = _rows.Count + 1;
            if (Cell(given) is not object value) continue;
            row[index] = value;
            _types[index] = Wider(_types[index], value.GetType());
        }

        _rows.Add(row);
    }

    /// <summary>The table of the rows so far.</summary>
    public Table Build()
    {
        Type[] types = [.. _types.Select(type => type ?? typeof(string))];
        object?[][] rows =
            [.. _rows.Select(row => types.Select((type, i) => i < row.Length ? As(row[i], type) : null).ToArray())];
        return new Table([.. _names.Select((name, i) => new TableColumn(name, types[i]))], rows);
    }

    private int Column(string name)
    {
        if (_index.TryGetValue(name, out int index)) return index;
        _index[name] = index = _names.Count;
        _names.Add(name);
        _types.Add(null);
        _namedBy.Add(0);
        return index;
    }

    private static bool IsCell(PropertyInfo property)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return property.GetIndexParameters().Length == 0 && property.CanRead
            && (type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal)
                || type == typeof(DateTime)
                || type == typeof(DateTimeOffset) || type == typeof(TimeSpan));
    }

    internal static object? Cell(object? value) => value switch
    {
        null or double.NaN or float.NaN => null,
        string or bool or long or double or DateTime => value,
        int or uint or short or ushort or byte or sbyte => Convert.ToInt64(value),
        ulong or float or decimal => Convert.ToDouble(value),
        DateTimeOffset time => time.UtcDateTime,
        TimeSpan span => span.TotalSeconds,
        _ => value.ToString(),
    };

    internal static Type Wider(Type? known, Type type) =>
        known is null || known == type ? type
        : (known == typeof(long) || known == typeof(double)) && (type == typeof(long) || type == typeof(double))
        ? typeof(double)
        : typeof(string);

    internal static object? As(object? value, Type type) => value is null || value.GetType() == type ? value
        : type == typeof(double) ? Convert.ToDouble(value)
        : Text(value);

    // In full, so that a condition finds it.
    private static string Text(object value) => value switch
    {
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => TerminalText.Cell(value),
    };
}
