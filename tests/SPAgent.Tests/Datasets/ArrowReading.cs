namespace SPAgent.Tests;

/// <summary>Reads Arrow files as a dataset reads them.</summary>
internal static class ArrowReading
{
    /// <summary>Reads every value of a file; gives the number of rows that were whole, and the error that ended
    /// it.</summary>
    public static (long Rows, DatasetException? Error) All(string path)
    {
        long rows = 0;
        try
        {
            var table = ArrowTable.Open([path], new HuggingFaceFeatures(default).Mark);
            ArrowTable.Cursor cursor = table.Read();
            for (; rows < table.RowCount; rows++)
            {
                cursor.MoveTo(rows);
                foreach (ArrowArray column in cursor.Columns)
                {
                    _ = ArrowValue.Read(column, cursor.Index, new ArrowScope(cursor.BatchBytes) { Image = Picture });
                }
            }

            return (rows, null);
        }
        catch (DatasetException error)
        {
            return (rows, error);
        }
        catch (InvalidDataException error)
        {
            return (rows, new DatasetException(path, error.Message, error));
        }
    }

    private static DatasetImage Picture(ArrowBytes? bytes, string? path) =>
        DatasetImage.FromBytes(bytes is { } stored ? stored.Later()() : [], path);
}
