using System.Collections;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace SPAgent;

/// <summary>
/// Named, typed columns and rows, for looking at and for handing on: a data frame reads it by <see cref="OpenReader"/>.
/// It never changes; what sorts, filters or groups gives a new one. Columns are found by name whatever its case, and
/// whether it is written with <c>_</c>, <c>@</c> or neither: <c>distance_km</c> is <c>distance@km</c>.
/// </summary>
[TypeFormatterSource]
[SuppressMessage("Naming", "CA1710", Justification = "It is known as a table.")]
public sealed class Table : IReadOnlyList<TableRow>
{
    private readonly object?[][] _rows;
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

    // -1 where several columns have the same name loosely. Few tables are asked for more than the very names.
    private readonly Lazy<Dictionary<string, int>> _loose;

    /// <param name="columns">Names and types; no name twice.</param>
    /// <param name="rows">A value for each column, of its type or null.</param>
    public Table(IReadOnlyList<TableColumn> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        (Columns, _rows) = (columns, [.. rows.Select(row => row as object?[] ?? [.. row])]);
        for (int i = 0; i < columns.Count; i++) _index.Add(columns[i].Name, i);
        _loose = new(() => _index.GroupBy(one => one.Key, LooseNames.Comparer)
            .ToDictionary(same => same.Key, same => same.Count() == 1 ? same.First().Value : -1, LooseNames.Comparer));
    }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Number of rows.</summary>
    public int Count => _rows.Length;

    /// <summary>The rows, in order.</summary>
    public IEnumerable<TableRow> Rows => _rows.Select(cells => new TableRow(this, cells));

    /// <summary>The rows, in order: <c>foreach (TableRow row in table)</c>, <c>table.Take(5)</c>.</summary>
    public IEnumerator<TableRow> GetEnumerator() => Rows.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Row <paramref name="row"/>, from 0.</summary>
    public TableRow this[int row] => new(this, _rows[row]);

    /// <summary>
    /// A table of objects: one row each, one column for each public property that is text, a number, true or false, or
    /// a time; named in snake case.
    /// </summary>
    public static Table From<T>(IEnumerable<T> items) where T : notnull => TableBuilder.From(items);

    /// <summary>Rows of one table as a table.</summary>
    public static Table Of(IEnumerable<TableRow> rows)
    {
        TableRow[] taken = [.. rows];
        return new Table(taken.Length == 0 ? [] : taken[0].Columns, taken.Select(row => row.Cells));
    }

    /// <summary>The rows that a condition holds for: <c>table.Where(row => row.Number("score") &lt; 0.5)</c>.</summary>
    public Table Where(Func<TableRow, bool> condition) =>
        new(Columns, [.. _rows.Where(cells => condition(new TableRow(this, cells)))]);

    /// <summary>
    /// The rows that a condition holds for: <c>table.Where("score &lt; 0.5 and country = 'Japan'")</c>; docs/filters.md
    /// has its grammar.
    /// </summary>
    /// <exception cref="ArgumentException">It is no condition, names a column that there is not, or compares text with
    /// a number; the message marks the place.</exception>
    public Table Where(string condition)
    {
        WhereExpression expression = WhereExpression.Parse(condition);
        int[] columns = [.. expression.NamesIn(_index.Keys).Select(name => _index[name])];
        expression.Check([.. columns.Select(column =>
            Array.Exists(_rows, cells => TableBuilder.Cell(cells[column]) is not null) ? Columns[column].Type : null)]);
        return new(Columns, [.. _rows.Where(cells =>
            expression.Holds(Array.ConvertAll(columns, column => TableBuilder.Cell(cells[column]))) == true)]);
    }

    /// <summary>Sorted by a column, empty cells last; rows that are equal there keep their order. Texts go by character
    /// code.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Table Sort(string column, bool descending = false)
    {
        int index = IndexOf(column);
        IEnumerable<object?[]> filled = _rows.Where(cells => cells[index] is not null),
            empty = _rows.Where(cells => cells[index] is null);
        Comparer<object?> order = Comparer<object?>.Create(Compare);
        IEnumerable<object?[]> sorted = descending ? filled.OrderByDescending(cells => cells[index], order)
            : filled.OrderBy(cells => cells[index], order);
        return new Table(Columns, [.. sorted, .. empty]);
    }

    /// <summary>The first rows, 10 by default.</summary>
    public Table Head(int rows = 10) => new(Columns, [.. _rows.Take(rows)]);

    /// <summary>Some columns, in the order given.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Table Select(params string[] columns)
    {
        int[] kept = [.. columns.Select(IndexOf)];
        return new Table([.. kept.Select(index => Columns[index])],
            [.. _rows.Select(cells => Array.ConvertAll(kept, index => cells[index]))]);
    }

    /// <summary>One row for each value of a column, in order of first appearance: the value, how many rows have it, and
    /// what is measured.</summary>
    /// <exception cref="ArgumentException">There is no such column, or a measured one holds no numbers.</exception>
    public Table Group(string column, params Measure[] measures)
    {
        int index = IndexOf(column);
        TableBuilder groups = new();
        foreach (IGrouping<object, object?[]> group in _rows.GroupBy(cells => cells[index] ?? DBNull.Value))
        {
            Table part = new(Columns, [.. group]);
            object? value = group.Key is DBNull ? null : group.Key;
            groups.Add([(Columns[index].Name, value), ("count", part.Count),
                .. measures.Select(measure => (measure.Name, (object?)measure.Of(part)))]);
        }

        return groups.Build();
    }

    /// <summary>The numbers of a column; empty cells are left out.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it holds no numbers.</exception>
    public IReadOnlyList<double> Numbers(string column)
    {
        int index = IndexOf(column);
        return [.. _rows.Where(cells => cells[index] is not null).Select(cells => ToNumber(cells[index], column))];
    }

    /// <summary>The values of a column, written out; empty cells are empty.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public IReadOnlyList<string> Texts(string column) => [.. Rows.Select(row => row.Text(column))];

    /// <summary>
    /// The table as a database reader. Its types are those that <c>Microsoft.Data.Analysis</c>'
    /// <c>DataFrame.LoadFrom</c> takes: bool, long, double, string and DateTime.
    /// </summary>
    public DbDataReader OpenReader() => new TableReader(Columns, _rows);

    /// <summary>The first 40 rows as plain text.</summary>
    public override string ToString() => TableText.Of(this);

    /// <summary>Whether all rows hold the same in a column.</summary>
    public bool IsConstant(string column)
    {
        int index = IndexOf(column);
        return _rows.All(cells => Equals(cells[index], _rows[0][index]));
    }

    /// <summary>The place of a column among <see cref="Columns"/>, from 0.</summary>
    /// <exception cref="ArgumentException">There is no such column; the message lists those there are.</exception>
    public int IndexOf(string column) => _index.TryGetValue(column, out int index) ? index
        : _loose.Value.TryGetValue(column, out index) && index >= 0 ? index
        : throw new ArgumentException(
            $"There is no column \"{column}\". The table has {string.Join(", ", Columns.Select(one => one.Name))}.",
            nameof(column));

    internal static double ToNumber(object? cell, string column) => cell switch
    {
        null => double.NaN,
        long whole => whole,
        double number => number,
        bool flag => flag ? 1 : 0,
        _ => throw new ArgumentException(
            $"Column \"{column}\" holds {cell.GetType().Name} values, numbers are expected.", nameof(column)),
    };

    private static int Compare(object? one, object? other) =>
        one is string text ? string.CompareOrdinal(text, (string?)other)
            : System.Collections.Comparer.DefaultInvariant.Compare(one, other);
}
