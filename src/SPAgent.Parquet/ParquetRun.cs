namespace SPAgent;

/// <summary>Pages of a leaf column that lie one behind the other and begin with a row: most often one page.</summary>
/// <param name="Offset">Where the first page begins.</param>
/// <param name="Length">Bytes of all of them.</param>
/// <param name="FirstRow">The first row, counted in its group.</param>
/// <param name="Rows">Number of rows.</param>
internal readonly record struct ParquetRun(long Offset, long Length, long FirstRow, long Rows);
