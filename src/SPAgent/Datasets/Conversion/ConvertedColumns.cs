namespace SPAgent;

/// <summary>The columns of a dataset as those of a table, told from all of its values.</summary>
internal static class ConvertedColumns
{
    /// <exception cref="DatasetException">A value goes into no column with those before.</exception>
    public static IReadOnlyList<TableField> Of(
        IReadOnlyList<ImageDataset> splits, CancellationToken cancellationToken)
    {
        OrderedDictionary<string, ConvertedColumn> columns = new(StringComparer.Ordinal);
        foreach (DatasetColumn column in splits.SelectMany(split => split.Columns))
            columns.TryAdd(column.Name, new ConvertedColumn(column));
        foreach (ImageDataset split in splits)
        {
            foreach (DatasetRow row in split.Rows())
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach ((string name, object? value) in row.Values)
                {
                    try
                    {
                        columns[name].Add(value);
                    }
                    catch (InvalidDataException error)
                    {
                        throw new DatasetException(
                            split.Path, $"row {row.Index}, column \"{name}\": {error.Message}", error)
                        { Row = row.Index, Column = name };
                    }
                }
            }
        }

        return [.. columns.Select(column => column.Value.Field(column.Key))];
    }
}
