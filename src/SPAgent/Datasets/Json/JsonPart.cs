using System.Text.Json;

namespace SPAgent;

/// <summary>One file of rows within a dataset, and where the images lie that it names.</summary>
/// <param name="Rows">The file.</param>
/// <param name="FirstRow">Rows of the dataset that lie before it.</param>
/// <param name="Prefix">What to put before a path to show it: the file's folder relative to the dataset's, or
/// nothing.</param>
/// <param name="Resolve">What a path means; <see cref="InvalidDataException"/> for one that is refused.</param>
internal sealed record JsonPart(RowSource Rows, int FirstRow, string Prefix, Func<string, NamedFile> Resolve)
{
    /// <summary>Whether a line may hold a picture itself, in place of a path.</summary>
    public bool Embeds { get; init; }

    public DatasetImage Image(string path, int row, string column) =>
        new(Prefix + path, () => Resolve(path).Read(), error => Bad(row, column, error))
        {
            Column = column,
            File = Find(path)?.OnDisk,
        };

    /// <summary>
    /// A picture that the line holds: it is read from there when it is asked for, since it may be large.
    /// </summary>
    /// <param name="column">The column.</param>
    /// <param name="at">Its place in a list; null where the value is the picture.</param>
    /// <param name="row">Row of the dataset.</param>
    public DatasetImage Embedded(JsonColumn column, int? at, int row) =>
        new(path: null, () => ReadEmbedded(column.Key, at, row), error => Bad(row, column.Name, error))
        {
            Column = column.Name,
        };

    /// <summary>Whether a text is a picture, or the path of a file that is there.</summary>
    public bool HoldsPicture(string text) =>
        (Embeds && InlineImage.Is(text)) || Find(text) is { Exists: true };

    public DatasetException Bad(int row, string column, Exception error)
    {
        long line = Rows.LineOf(row - FirstRow);
        return new(Rows.Path, $"row {row} (line {line}), column \"{column}\": {error.Message}", error)
        {
            Row = row,
            Column = column,
            Line = line,
        };
    }

    private byte[] ReadEmbedded(string key, int? at, int row)
    {
        using JsonDocument line = Rows.Read(row - FirstRow);
        JsonElement value = line.RootElement.GetProperty(key);
        return InlineImage.Bytes(InlineImage.TextOf(at is { } index ? value[index] : value)!);
    }

    private NamedFile? Find(string path)
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
