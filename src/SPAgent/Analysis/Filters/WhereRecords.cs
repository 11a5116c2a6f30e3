namespace SPAgent;

/// <summary>
/// Which records a condition holds for, by the columns and types of the table of them all, of which no more than one
/// record is held.
/// </summary>
internal static class WhereRecords
{
    /// <summary>Reads the records once, and once more where only all of them tell what a column holds.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="read">Reads the records: the name of each, and its cells; null for one that can't be read, which is
    /// kept for whoever reads it next to say so.</param>
    /// <exception cref="ArgumentException">It names a column that there is not, or compares different kinds.</exception>
    public static IReadOnlyList<T> Of<T>(
        WhereExpression condition, Func<IEnumerable<(T Name, IReadOnlyDictionary<string, object?>? Cells)>> read)
    {
        Dictionary<string, Column> known = new(StringComparer.Ordinal);
        HashSet<string>[] used = [.. condition.Columns.Select(_ => new HashSet<string>(StringComparer.Ordinal))];
        object?[] row = new object?[used.Length];
        List<T> kept = [];
        bool any = false;
        foreach ((T name, IReadOnlyDictionary<string, object?>? cells) in read())
        {
            if (cells is null)
            {
                kept.Add(name);
                continue;
            }

            any = true;
            foreach ((string column, object? value) in cells) Add(known, column, value);
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = null;
                if (LooseNames.Find(cells.Keys, condition.Columns[i]) is not { } found) continue;
                used[i].Add(found);
                row[i] = cells[found];
            }

            if (condition.Holds(row) == true) kept.Add(name);
        }

        // Of nothing at all nobody knows the columns.
        if (!any) return kept;
        IReadOnlyList<string> names = condition.NamesIn(known.Keys);
        condition.Check([.. names.Select(name => known[name].Type)]);
        bool asRead = names.Index().All(one => used[one.Index].All(found => found == one.Item)
            && !known[one.Item].IsMixed);
        return asRead ? kept : Again(condition, read, [.. names.Select(name => (name, known[name].Type))]);
    }

    /// <summary>The cells of a record by their columns, as a table holds them: of two of one name the
    /// first.</summary>
    public static IReadOnlyDictionary<string, object?> Cells(IEnumerable<(string Column, object? Value)> cells)
    {
        Dictionary<string, object?> found = new(StringComparer.Ordinal);
        foreach ((string column, object? value) in cells) found.TryAdd(column, TableBuilder.Cell(value));
        return found;
    }

    // With the columns of the whole table, where that holds numbers and texts as texts.
    private static List<T> Again<T>(WhereExpression condition,
        Func<IEnumerable<(T Name, IReadOnlyDictionary<string, object?>? Cells)>> read,
        (string Name, Type? Type)[] columns)
    {
        List<T> kept = [];
        foreach ((T name, IReadOnlyDictionary<string, object?>? cells) in read())
        {
            if (cells is null || condition.Holds([.. columns.Select(column => column.Type is { } type
                && cells.GetValueOrDefault(column.Name) is { } value ? TableBuilder.As(value, type) : null)]) == true)
                kept.Add(name);
        }

        return kept;
    }

    private static void Add(Dictionary<string, Column> known, string name, object? value)
    {
        Column column = known.GetValueOrDefault(name);
        if (value is null)
        {
            known[name] = column;
            return;
        }

        Type wider = TableBuilder.Wider(column.Type, value.GetType());
        known[name] = new(wider, column.IsMixed
            || (column.Type is not null && wider == typeof(string) && (column.Type != wider
                || value.GetType() != wider)));
    }

    private readonly record struct Column(Type? Type, bool IsMixed);
}
