using System.Collections.Frozen;
using System.Text.Json;

namespace SPAgent;

/// <summary>Rows that are lines of JSON, with images named by path: a manifest, or the metadata of an image folder.</summary>
internal sealed class JsonLinesDataset : ImageDataset
{
    private readonly IReadOnlyList<JsonPart> _parts;
    private readonly IReadOnlyList<JsonColumn> _columns;
    private readonly FrozenSet<string> _imageColumns;
    private readonly Lazy<string> _fingerprint;

    public JsonLinesDataset(
        string kind, IReadOnlyList<JsonPart> parts, IReadOnlyList<JsonColumn> columns, IReadOnlyList<string> splits)
    {
        (Kind, _parts, _columns, Splits) = (kind, parts, columns, splits);
        Count = parts.Count == 0 ? 0 : parts[^1].FirstRow + parts[^1].Lines.Count;
        Columns = [.. columns.Select(column => new DatasetColumn(column.Name, column.TypeName))];
        _imageColumns = columns.Where(column => column.HoldsImages).Select(column => column.Name).ToFrozenSet();
        _fingerprint = new(() => DatasetFingerprint.Of(Kind, Files()));
    }

    public override string Kind { get; }

    public override int Count { get; }

    public override IReadOnlyList<DatasetColumn> Columns { get; }

    public override IReadOnlyList<string> Splits { get; }

    public override string Fingerprint => _fingerprint.Value;

    public override DatasetRow this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            JsonPart part = _parts.Last(part => part.FirstRow <= index);
            using JsonDocument line = part.Lines.Read(index - part.FirstRow);
            var values = new OrderedDictionary<string, object?>(_columns.Count, StringComparer.Ordinal);
            var images = new List<DatasetImage>(1);
            foreach (JsonColumn column in _columns) values.Add(column.Name, column.Read(line.RootElement, part, index, images));
            return new DatasetRow { Index = index, Values = values, Images = images, ImageColumns = _imageColumns };
        }
    }

    private IEnumerable<(string Name, string File)> Files()
    {
        foreach (string file in _parts.Select(part => part.Lines.Path)) yield return (System.IO.Path.GetFileName(file), file);
        foreach (DatasetImage? image in Rows().SelectMany(row => row.Images))
        {
            if (image.File is not null) yield return (image.Path!, image.File);
        }
    }
}
