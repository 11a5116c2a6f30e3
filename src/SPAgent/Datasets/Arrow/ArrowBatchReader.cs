namespace SPAgent;

/// <summary>
/// Lays the nodes and buffers of a record batch over the fields of the schema: depth first, each field takes a node,
/// then its buffers, then its children.
/// </summary>
internal ref struct ArrowBatchReader
{
    private readonly ArrowStream _stream;
    private readonly ArrowBatchEntry _entry;
    private readonly int _batch;
    private readonly FlatTable.FlatVector _nodes;
    private readonly FlatTable.FlatVector _buffers;
    private readonly FlatTable.FlatVector _viewBuffers;
    private int _node;
    private int _buffer;
    private int _view;

    private ArrowBatchReader(ArrowStream stream, ArrowBatchEntry entry, int batch, FlatTable records)
    {
        (_stream, _entry, _batch) = (stream, entry, batch);
        _nodes = records.Vector(1, 16);
        _buffers = records.Vector(2, 16);
        _viewBuffers = records.Vector(4, 8);
    }

    /// <summary>The columns of a batch.</summary>
    /// <exception cref="InvalidDataException">The batch does not fit the schema.</exception>
    public static ArrowArray[] Load(ArrowStream stream, IReadOnlyList<ArrowField> fields, int batch)
    {
        ArrowBatchEntry entry = stream.Batches[batch];
        byte[] metadata = stream.File.ReadBytes(entry.Metadata, entry.MetadataLength);
        var reader = new ArrowBatchReader(stream, entry, batch, FlatTable.Root(metadata).Table(2, "header"));
        var columns = new ArrowArray[fields.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = reader.Next(fields[i]);
            if (columns[i].Length == entry.Rows) continue;
            string seen = $"holds {columns[i].Length:N0} values in a batch of {entry.Rows:N0} rows";
            throw new InvalidDataException($"column \"{fields[i].Name}\" {seen}. The file is damaged.");
        }

        return columns;
    }

    /// <summary>The values of a batch of a dictionary.</summary>
    /// <exception cref="InvalidDataException">The batch does not fit the field.</exception>
    public static ArrowArray LoadValues(ArrowStream stream, ArrowField values, ArrowBatchEntry entry, int batch)
    {
        byte[] metadata = stream.File.ReadBytes(entry.Metadata, entry.MetadataLength);
        FlatTable records = FlatTable.Root(metadata).Table(2, "header").Table(1, "values");
        return new ArrowBatchReader(stream, entry, batch, records).Next(values);
    }

    private ArrowArray Next(ArrowField field)
    {
        if (_node >= _nodes.Count) throw new InvalidDataException("a batch has fewer columns than the schema.");
        long length = _nodes.Int64(_node), nulls = _nodes.Int64(_node++, part: 1);
        if (length < 0 || length > (8 * _entry.Room) + ArrowStream.FreeRows)
        {
            throw new InvalidDataException(
                $"\"{field.Name}\" claims {length:N0} values in {_entry.BodyLength:N0} bytes.");
        }

        ArrowLayout layout = field.Dictionary is null ? field.Type.Layout : ArrowLayout.Signed;
        ArrowBuffer? validity = layout == ArrowLayout.Null ? null : NextBuffer();
        return new ArrowArray
        {
            Field = field,
            Length = length,
            Validity = nulls == 0 || validity?.Length == 0 ? null : validity,
            Fixed = layout is ArrowLayout.Null or ArrowLayout.Struct or ArrowLayout.FixedList ? null : NextBuffer(),
            Data = layout switch
            {
                ArrowLayout.Bytes or ArrowLayout.Text => [NextBuffer()],
                ArrowLayout.BytesView or ArrowLayout.TextView => ViewBuffers(),
                _ => [],
            },
            Children = layout is ArrowLayout.Struct or ArrowLayout.List or ArrowLayout.FixedList
                ? NextChildren(field) : [],
            Dictionary = field.Dictionary is { } id ? new(_stream, field with { Dictionary = null }, id, _batch) : null,
        };
    }

    private ArrowArray[] NextChildren(ArrowField field)
    {
        var children = new ArrowArray[field.Children.Count];
        for (int i = 0; i < children.Length; i++) children[i] = Next(field.Children[i]);
        return children;
    }

    private ArrowBuffer[] ViewBuffers()
    {
        long count = _view < _viewBuffers.Count ? _viewBuffers.Int64(_view++) : 0;
        if (count < 0 || count > _buffers.Count - _buffer)
        {
            throw new InvalidDataException("a batch has fewer buffers than its views need.");
        }

        var buffers = new ArrowBuffer[count];
        for (int i = 0; i < buffers.Length; i++) buffers[i] = NextBuffer();
        return buffers;
    }

    private ArrowBuffer NextBuffer()
    {
        if (_buffer >= _buffers.Count)
            throw new InvalidDataException("a batch has fewer buffers than the schema needs.");
        long offset = _buffers.Int64(_buffer), length = _buffers.Int64(_buffer++, part: 1);
        if (offset < 0 || length < 0 || offset > _entry.BodyLength - length)
        {
            throw new InvalidDataException(
                $"a buffer claims {length:N0} bytes at {offset:N0} of a body of {_entry.BodyLength:N0}.");
        }

        return ArrowBuffer.Of(_stream.File, _entry.Body + offset, length, _entry.Codec);
    }
}
