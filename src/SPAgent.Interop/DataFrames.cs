using Microsoft.Data.Analysis;

namespace SPAgent;

/// <summary>Tables as data frames of Microsoft.Data.Analysis, and its data frames as tables.</summary>
/// <remarks>
/// Filter, group and average in the table, then hand over: a data frame's GroupBy counts nulls as rows, its Min takes a
/// null for 0, a comparison keeps the rows that are null, and one NaN makes a mean NaN.
/// </remarks>
public static class DataFrames
{
    /// <summary>
    /// The table as a data frame with typed columns: long, double, bool, DateTime and text; nulls stay nulls.
    /// </summary>
    public static DataFrame ToDataFrame(this Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new DataFrame(table.Columns.Select((column, index) => FrameColumns.Of(table, column, index)));
    }

    /// <summary>
    /// The rows of the traces as a data frame; see <see cref="TraceAnalysis.ToTable"/> for its columns.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static DataFrame ToDataFrame(this TraceStore store, TraceRows rows = TraceRows.Traces,
        CancellationToken cancellationToken = default) =>
        store.ToTable(rows, cancellationToken).ToDataFrame();

    /// <summary>
    /// The rows of the sessions as a data frame; see <see cref="SessionAnalysis.ToTable"/> for its columns.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static DataFrame ToDataFrame(this SessionStore store, SessionRows rows = SessionRows.Sessions,
        CancellationToken cancellationToken = default) =>
        store.ToTable(rows, cancellationToken).ToDataFrame();

    /// <summary>The findings of the report as a data frame, a row each.</summary>
    public static DataFrame ToDataFrame(this QualityReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.ToTable().ToDataFrame();
    }

    /// <summary>
    /// The data frame as a table. Whole numbers become long, other numbers double, characters and what else there is
    /// text. Nulls stay nulls, and NaN becomes one, so that it poisons no mean.
    /// </summary>
    public static Table AsTable(this DataFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return FrameReader.Read(frame);
    }
}
