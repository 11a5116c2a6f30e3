using Microsoft.Data.Analysis;

namespace SPAgent;

/// <summary>Typed columns of a data frame, made of a table's.</summary>
internal static class FrameColumns
{
    public static DataFrameColumn Of(Table table, TableColumn column, int index)
    {
        IEnumerable<object?> cells = table.Rows.Select(row => row.Cells[index]);
        return column.Type switch
        {
            Type type when type == typeof(long) =>
                new Int64DataFrameColumn(column.Name, cells.Select(cell => (long?)cell)),
            Type type when type == typeof(double) =>
                new DoubleDataFrameColumn(column.Name, cells.Select(cell => (double?)cell)),
            Type type when type == typeof(bool) =>
                new BooleanDataFrameColumn(column.Name, cells.Select(cell => (bool?)cell)),
            Type type when type == typeof(DateTime) =>
                new DateTimeDataFrameColumn(column.Name, cells.Select(cell => (DateTime?)cell)),
            _ => new StringDataFrameColumn(column.Name, cells.Select(cell => (string?)cell)!),
        };
    }
}
