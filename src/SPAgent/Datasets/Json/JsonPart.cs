namespace SPAgent;

/// <summary>One file of JSON lines within a dataset, and where the images lie that it names.</summary>
/// <param name="Lines">The file.</param>
/// <param name="FirstRow">Rows of the dataset that lie before it.</param>
/// <param name="Prefix">What to put before a path to show it: the file's folder relative to the dataset's, or nothing.</param>
/// <param name="Resolve">The local file that a path means; <see cref="InvalidDataException"/> for one that is refused.</param>
internal sealed record JsonPart(JsonLines Lines, int FirstRow, string Prefix, Func<string, string> Resolve)
{
    public DatasetImage Image(string path, int row, string column) =>
        new(Prefix + path, () => LocalPath.ReadImage(Resolve(path), path), error => Bad(row, column, error))
        {
            File = FileOf(path),
        };

    public DatasetException Bad(int row, string column, Exception error)
    {
        long line = Lines.LineOf(row - FirstRow);
        return new(Lines.Path, $"row {row} (line {line}), column \"{column}\": {error.Message}", error)
        {
            Row = row,
            Column = column,
            Line = line,
        };
    }

    private string? FileOf(string path)
    {
        try
        {
            return Resolve(path);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
