using System.Text.Json;
using ParquetSharp;
using ParquetSharp.Schema;

namespace SPAgent;

/// <summary>
/// The rows of a group, taken apart into columns of plain values with levels, as Parquet holds nested ones: the level
/// of definition says how deep a value is there, that of repetition which list goes on.
/// </summary>
internal sealed class ParquetTable : IDisposable
{
    private readonly string _signature;
    private readonly List<LeafColumn> _leaves = [];
    private readonly List<string> _pictures = [];
    private readonly Dictionary<TableField, LeafColumn[]> _below = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyList<TableField> _known;

    public ParquetTable(IReadOnlyList<TableField> fields)
    {
        Fields = _known = fields;
        _signature = Signature(fields);
        foreach (TableField field in fields) Plan(field, field.Name, 0);
    }

    public IReadOnlyList<TableField> Fields { get; }

    /// <summary>Paths of the columns that hold pictures.</summary>
    public IReadOnlyList<string> Pictures => _pictures;

    /// <summary>Rows that wait to be written.</summary>
    public int Rows { get; private set; }

    /// <summary>Bytes that they hold.</summary>
    public long Bytes => _leaves.Sum(leaf => leaf.Bytes);

    /// <exception cref="InvalidDataException">A picture can't be read, or the row has other columns than the
    /// first.</exception>
    public void Add(JsonElement row, IReadOnlyList<TableField> fields, IReadOnlyList<TablePicture> shown)
    {
        if (!ReferenceEquals(_known, fields))
        {
            string signature = Signature(fields);
            if (signature != _signature)
            {
                throw new InvalidDataException(
                    $"its columns are not those of the first row, and a Parquet file has one set of "
                    + $"them: {signature}, not {_signature}. "
                    + "Export rows with other tools apart.");
            }

            _known = fields;
        }

        using var pictures = new RowPictures(shown);
        foreach (LeafColumn leaf in _leaves) leaf.Mark();
        try
        {
            foreach (TableField field in Fields) Shred(field, Member(row, field.Name), pictures, 0, 0, 1);
            pictures.Keep();
        }
        catch (Exception problem) when (problem is InvalidDataException or InvalidOperationException)
        {
            foreach (LeafColumn leaf in _leaves) leaf.Forget();
            if (problem is InvalidDataException) throw;
            throw new InvalidDataException("a text of it holds half a character", problem);
        }

        Rows++;
    }

    /// <summary>Writes the rows as a group and forgets them.</summary>
    public void WriteTo(RowGroupWriter group)
    {
        foreach (LeafColumn leaf in _leaves)
        {
            using ColumnWriter column = group.NextColumn();
            leaf.WriteTo(column);
            leaf.Clear();
        }

        group.Close();
        Rows = 0;
    }

    public GroupNode Schema()
    {
        Node[] nodes = [.. Fields.Select(field => Node(field, field.Name))];
        try
        {
            return new GroupNode("schema", Repetition.Required, nodes);
        }
        finally
        {
            Array.ForEach(nodes, node => node.Dispose());
        }
    }

    public void Dispose() => _leaves.ForEach(leaf => leaf.Clear());

    private static string Signature(IReadOnlyList<TableField> fields) => string.Join(", ", fields);

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value)
            ? value : default;

    // Each part is optional, and a list two deep: itself, and its items.
    private LeafColumn[] Plan(TableField field, string path, short defined)
    {
        defined++;
        LeafColumn[] leaves = field.Type switch
        {
            TableType.Group => [.. field.Children.SelectMany(child => Plan(child, $"{path}.{child.Name}", defined))],
            TableType.List => Plan(field.Children[0], $"{path}.list.element", (short)(defined + 1)),
            TableType.Picture => Picture(path, defined),
            TableType.Flag => [Leaf(new FlagColumn(defined))],
            TableType.Whole => [Leaf(new WholeColumn(defined))],
            TableType.Number => [Leaf(new NumberColumn(defined))],
            TableType.Natural => [Leaf(new UnsignedColumn(defined))],
            _ => [Leaf(new TextColumn(defined))],
        };
        if (field.Type == TableType.DataUri) _pictures.Add(path);
        return _below[field] = leaves;
    }

    private LeafColumn[] Picture(string path, short defined)
    {
        _pictures.Add($"{path}.bytes");
        return [Leaf(new PictureColumn((short)(defined + 1))), Leaf(new TextColumn((short)(defined + 1)))];
    }

    private LeafColumn Leaf(LeafColumn leaf)
    {
        _leaves.Add(leaf);
        return leaf;
    }

    private void Shred(
        TableField field, JsonElement value, RowPictures pictures, short repeated, short defined, short depth)
    {
        LeafColumn[] leaves = _below[field];
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            foreach (LeafColumn leaf in leaves) leaf.AddNull(repeated, defined);
            return;
        }

        switch (field.Type)
        {
            case TableType.Group:
                foreach (TableField child in field.Children)
                {
                    Shred(child, Member(value, child.Name), pictures, repeated, (short)(defined + 1), depth);
                }

                break;
            case TableType.List when value.GetArrayLength() == 0:
                foreach (LeafColumn leaf in leaves) leaf.AddNull(repeated, (short)(defined + 1));
                break;
            case TableType.List:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Shred(field.Children[0], item, pictures, repeated, (short)(defined + 2), (short)(depth + 1));
                    repeated = depth;
                }

                break;
            case TableType.Picture:
                (string name, RentedFile bytes) = pictures.Take(value.GetInt32());
                ((PictureColumn)leaves[0]).Add(repeated, bytes);
                ((TextColumn)leaves[1]).Add(repeated, name);
                break;
            case TableType.DataUri:
                ((TextColumn)leaves[0]).Add(repeated, pictures.DataUri(value.GetInt32()));
                break;
            case TableType.Bytes:
                ((TextColumn)leaves[0]).Add(repeated, value.GetBytesFromBase64());
                break;
            default:
                leaves[0].Add(repeated, value);
                break;
        }
    }

    private static Node Node(TableField field, string name) => field.Type switch
    {
        TableType.Group => Group(name, [.. field.Children.Select(child => Node(child, child.Name))]),
        TableType.List => List(name, Node(field.Children[0], "element")),
        TableType.Picture => Group(name, [Binary("bytes"), Text("path")]),
        TableType.Flag => new PrimitiveNode(name, Repetition.Optional, LogicalType.None(), PhysicalType.Boolean),
        TableType.Whole => new PrimitiveNode(name, Repetition.Optional, LogicalType.None(), PhysicalType.Int64),
        TableType.Number => new PrimitiveNode(name, Repetition.Optional, LogicalType.None(), PhysicalType.Double),
        TableType.Natural => new PrimitiveNode(
            name, Repetition.Optional, LogicalType.Int(64, isSigned: false), PhysicalType.Int64),
        TableType.Bytes => Binary(name),
        _ => Text(name),
    };

    private static GroupNode Group(string name, Node[] members)
    {
        var group = new GroupNode(name, Repetition.Optional, members);
        Array.ForEach(members, member => member.Dispose());
        return group;
    }

    private static GroupNode List(string name, Node item)
    {
        using var items = new GroupNode("list", Repetition.Repeated, [item]);
        item.Dispose();
        return new GroupNode(name, Repetition.Optional, [items], LogicalType.List());
    }

    private static PrimitiveNode Binary(string name) =>
        new(name, Repetition.Optional, LogicalType.None(), PhysicalType.ByteArray);

    private static PrimitiveNode Text(string name) =>
        new(name, Repetition.Optional, LogicalType.String(), PhysicalType.ByteArray);
}
