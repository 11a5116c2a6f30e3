namespace SPAgent;

/// <summary>A row of a table.</summary>
[TypeFormatterSource]
public readonly struct TableRow
{
    private readonly Table _table;
    private readonly object?[] _cells;

    internal TableRow(Table table, object?[] cells) => (_table, _cells) = (table, cells);

    /// <summary>The value in a column; null where there is none.</summary>
    /// <exception cref="ArgumentException">There is no such column; the message lists those there are.</exception>
    public object? this[string column] => _cells[_table.IndexOf(column)];

    /// <summary>The number in a column; NaN where there is none, so that comparisons are false.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it holds no numbers.</exception>
    public double Number(string column) => Table.ToNumber(this[column], column);

    /// <summary>The text in a column; empty where there is none. Other values are written out.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public string Text(string column) => this[column] is string text ? text : TerminalText.Cell(this[column]);

    /// <summary>Whether a column is true; false where there is no value.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public bool Flag(string column) => this[column] is true;

    /// <summary>The values, in the order of the table's columns.</summary>
    public IReadOnlyList<object?> Cells => _cells;

    internal IReadOnlyList<TableColumn> Columns => _table.Columns;
}
