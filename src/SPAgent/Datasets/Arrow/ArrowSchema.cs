namespace SPAgent;

/// <summary>The columns of an Arrow stream, and the key-value pairs that its writer left.</summary>
internal sealed class ArrowSchema
{
    private const int Deepest = 64;

    private long _budget;

    private ArrowSchema(FlatTable schema, int metadataLength)
    {
        // Tables and texts may be named twice, so that a small file claims an endless tree: what is read is bounded by
        // the bytes.
        _budget = 65_536 + (4L * metadataLength);
        if (schema.Int16(0) != 0) throw new InvalidDataException("the stream is big-endian, which is not read.");
        FlatTable.FlatVector pairs = schema.Vector(2, 4);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < pairs.Count; i++)
        {
            FlatTable pair = pairs.Table(i);
            metadata[Spend(pair.Text(0))] = Spend(pair.Text(1));
        }

        Metadata = metadata;
        Fields = Read(schema.Vector(1, 4), depth: 1);
    }

    public IReadOnlyList<ArrowField> Fields { get; }

    /// <summary>Key → text; Hugging Face keeps its features under <c>huggingface</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    public static ArrowSchema Parse(FlatTable schema, int metadataLength) => new(schema, metadataLength);

    private ArrowField[] Read(FlatTable.FlatVector fields, int depth)
    {
        if (depth > Deepest) throw new InvalidDataException($"columns are nested deeper than {Deepest} levels.");
        Spend(4L * fields.Count);
        var read = new ArrowField[fields.Count];
        for (int i = 0; i < read.Length; i++) read[i] = Read(fields.Table(i), depth);
        return read;
    }

    private ArrowField Read(FlatTable field, int depth)
    {
        string name = Spend(field.Text(0));
        try
        {
            var type = ArrowType.Parse(field.Byte(2), field.Table(3, "type"));
            Spend(type.Name);
            ArrowField[] children = Read(field.Vector(5, 4), depth + 1);
            if (type.Layout is ArrowLayout.List or ArrowLayout.FixedList && children.Length != 1)
            {
                throw new InvalidDataException($"a {type.Name} has {children.Length} children instead of one.");
            }

            if (!field.Has(4)) return new ArrowField(name, type, children);
            FlatTable dictionary = field.Table(4, "dictionary");
            ArrowType index = dictionary.Has(1) ? ArrowType.Integer(dictionary.Table(1, "index type"))
                : ArrowType.Int32;
            return new ArrowField(name, type, children) { Dictionary = dictionary.Int64(0), Index = index };
        }
        catch (InvalidDataException error) when (depth == 1)
        {
            throw new InvalidDataException($"column \"{name}\": {error.Message}", error);
        }
    }

    private string Spend(string text)
    {
        Spend(text.Length);
        return text;
    }

    private void Spend(long cost)
    {
        _budget -= cost;
        if (_budget < 0)
            throw new InvalidDataException("the schema claims more columns and names than its bytes can hold.");
    }
}
