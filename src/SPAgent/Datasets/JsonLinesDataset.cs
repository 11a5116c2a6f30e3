using System.Collections.Frozen;
using System.Text.Json;

namespace SPAgent;

/// <summary>Rows of files, as JSON objects, with images named by path: a manifest, or the metadata of an image
/// folder.</summary>
internal sealed class JsonLinesDataset : ImageDataset
{
    private readonly IReadOnlyList<JsonPart> _parts;
    private readonly IReadOnlyList<JsonColumn> _columns;
    private readonly FrozenSet<string> _imageColumns;
    private readonly IReadOnlyList<(string Name, string File)> _zips;

    private JsonLinesDataset(RowsOrigin origin, IReadOnlyList<JsonPart> parts, IReadOnlyList<JsonColumn> columns)
    {
        (Kind, _parts, _columns, Splits, _zips) = (origin.Kind, parts, columns, origin.Splits, origin.Zips);
        Count = parts.Count == 0 ? 0 : parts[^1].FirstRow + parts[^1].Rows.Count;
        Columns = [.. columns.Select(column => new DatasetColumn(column.Name, column.TypeName))];
        _imageColumns = columns.Where(column => column.ShowsImages).Select(column => column.Name).ToFrozenSet();
        ForeignPictures pictures = new();
        foreach (JsonColumn column in columns.Where(column => column.ShowsImages)) pictures.Add(column.Pictures);
        Warnings = [.. pictures.Sentences, .. origin.Warnings];
    }

    protected override DatasetRow ReadRow(int index)
    {
        var values = new OrderedDictionary<string, object?>(_columns.Count, StringComparer.Ordinal);
        return Row(index, values, Read(index, _columns, values.Add), _imageColumns);
    }

    /// <summary>The dataset of these lines with the pictures of one column, or of all.</summary>
    /// <exception cref="DatasetException">There is no such column of pictures.</exception>
    public static JsonLinesDataset Open(
        RowsOrigin origin, IReadOnlyList<JsonPart> parts, IReadOnlyList<JsonColumn> columns, string? imageColumn)
    {
        JsonColumn? chosen = imageColumn is null ? null
            : JsonColumnChoice.Find(columns, parts, origin.Path, imageColumn);
        columns = [.. columns.Select(column => column.Name == chosen?.Name ? chosen : column)];
        return new(origin, parts, columns)
        {
            Path = origin.Path,
            Split = origin.Split,
            ImageColumn = chosen?.Name,
            RowsPath = origin.RowsPath,
        };
    }

    private protected override IEnumerable<(string Name, string File)> Sources => Files();

    protected override string ComputeFingerprint() => DatasetFingerprint.Of(Kind, Sources);

    /// <summary>Reads columns of a row; gives their images.</summary>
    private List<DatasetImage> Read(int index, IEnumerable<JsonColumn> columns, Action<string, object?> take)
    {
        JsonPart part = _parts.Last(part => part.FirstRow <= index);
        using JsonDocument line = part.Rows.Read(index - part.FirstRow);
        List<DatasetImage> images = new(1);
        foreach (JsonColumn column in columns) take(column.Name, column.Read(line.RootElement, part, index, images));
        return images;
    }

    private IEnumerable<(string Name, string File)> Files()
    {
        foreach ((string Name, string File) zip in _zips) yield return zip;
        foreach (string file in _parts.Select(part => part.Rows.Path))
        {
            if (_zips.Count == 0 || File.Exists(file)) yield return (System.IO.Path.GetFileName(file), file);
        }

        if (_zips.Count > 0) yield break;
        // Those of the columns that hold images of themselves: the same, whichever column the caller chose.
        JsonColumn[] own = [.. _columns.Where(column => column.HoldsImages && !column.IsChosen)];
        for (int i = 0; own.Length > 0 && i < Count; i++)
        {
            foreach (DatasetImage image in Read(i, own, (_, _) => { }))
            {
                if (image.File is not null) yield return (image.Path!, image.File);
            }
        }
    }
}
