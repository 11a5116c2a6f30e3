namespace SPAgent;

/// <summary>Puts the values of a row together out of the leaves that hold their parts.</summary>
/// <param name="file">The file.</param>
/// <param name="row">The row, counted in the file.</param>
/// <param name="image">Makes a picture of where its bytes lie and of its path.</param>
internal sealed class ParquetRow(ParquetFile file, long row, Func<ParquetPicture, string?, DatasetImage> image)
{
    private readonly Dictionary<int, ParquetCells> _cells = [];

    /// <summary>The value of a column.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public object? Value(int column)
    {
        Load(file.Schema.Columns[column], file.Fields[column]);
        return Build(file.Schema.Columns[column], file.Fields[column]);
    }

    /// <summary>
    /// Reads the leaves of a column; of a picture, none that holds its bytes if another tells whether it is there.
    /// </summary>
    private void Load(ParquetNode node, ArrowField field)
    {
        if (field.IsImage)
        {
            ParquetNode bytes = Bytes(node);
            foreach (ParquetNode child in node.Children)
            {
                if (child != bytes) _cells[child.Leaf!.Number] = file.Read(child.Leaf.Number, row, levels: false);
            }

            if (node.Children.Count < 2) _cells[bytes.Leaf!.Number] = file.Read(bytes.Leaf.Number, row, levels: true);
            return;
        }

        if (node.Leaf is { } leaf) _cells[leaf.Number] = file.Read(leaf.Number, row, levels: false);
        for (int i = 0; i < node.Children.Count; i++) Load(node.Children[i], field.Children[i]);
    }

    private object? Build(ParquetNode node, ArrowField field)
    {
        ParquetCells first = _cells[First(node)];
        if (first.Start >= first.End) throw Odd(field.Name);
        short definition = Definition(first, node);
        if (definition < node.Present) return null;
        if (field.IsImage) return Image(node);
        if (node.Leaf is not null) return first.Own(first.Start);
        return node.Repetition > 0 ? List(node, field, definition) : Struct(node, field);
    }

    private object Struct(ParquetNode node, ArrowField field)
    {
        // An object can't hold a name twice: such a struct is a list of pairs of name and value.
        if (field.HasTwins)
        {
            return node.Children
                .Select(object? (child, i) => new List<object?> { child.Field.Name, Build(child, field.Children[i]) })
                    .ToList();
        }

        var fields = new OrderedDictionary<string, object?>(node.Children.Count, StringComparer.Ordinal);
        for (int i = 0; i < node.Children.Count; i++)
        {
            fields.Add(field.Children[i].Name, Build(node.Children[i], field.Children[i]));
        }

        return fields;
    }

    private List<object?> List(ParquetNode node, ArrowField field, short definition)
    {
        var list = new List<object?>();
        if (definition == node.Present) return list;
        int[] leaves = [.. _cells.Keys.Where(leaf => leaf >= node.Leaves.Start.Value && leaf < node.Leaves.End.Value)];
        ParquetCells[] whole = [.. leaves.Select(leaf => _cells[leaf])];
        int[] at = [.. whole.Select(cells => cells.Start)];
        while (at[0] < whole[0].End)
        {
            for (int i = 0; i < leaves.Length; i++)
            {
                int end = Next(whole[i], at[i], node.Repetition);
                _cells[leaves[i]] = whole[i] with { Start = at[i], End = end };
                at[i] = end;
            }

            list.Add(Build(node.Children[0], field.Children[0]));
        }

        for (int i = 0; i < leaves.Length; i++)
        {
            if (at[i] != whole[i].End) throw Odd(field.Name);
            _cells[leaves[i]] = whole[i];
        }

        return list;
    }

    private DatasetImage Image(ParquetNode node)
    {
        string? path = null;
        int ordinal = 0;
        foreach (ParquetNode part in node.Leaf is null ? node.Children : [node])
        {
            if (!_cells.TryGetValue(part.Leaf!.Number, out ParquetCells cells)) continue;
            if (cells.Start >= cells.End) throw Odd(part.Field.Name);
            ordinal = Ordinal(cells);
            if (part.Field.Name == "path" && cells.Values is not null) path = cells.Values[cells.Start] as string;
        }

        return image(new(file, Bytes(node).Leaf!.Number, row, ordinal), path);
    }

    /// <summary>Which entry of its row the first one is.</summary>
    private static int Ordinal(ParquetCells cells)
    {
        int before = 0;
        while (cells.Repetitions is not null && cells.Repetitions[cells.Start - before] > 0) before++;
        return before;
    }

    private int First(ParquetNode node)
    {
        for (int leaf = node.Leaves.Start.Value; leaf < node.Leaves.End.Value; leaf++)
        {
            if (_cells.ContainsKey(leaf)) return leaf;
        }

        throw new InvalidOperationException($"No leaf of \"{node.Field.Name}\" was read.");
    }

    private static short Definition(ParquetCells cells, ParquetNode node) =>
        cells.Definitions is null ? (short)node.Present : cells.Definitions[cells.Start];

    private static ParquetNode Bytes(ParquetNode node) =>
        node.Leaf is not null ? node : node.Children.First(child => child.Field.Name == "bytes");

    private static int Next(ParquetCells cells, int start, int repetition)
    {
        if (start >= cells.End) throw Odd("a list");
        int end = start + 1;
        while (end < cells.End && cells.Repetitions![end] > repetition) end++;
        return end;
    }

    private static InvalidDataException Odd(string name) =>
        new($"the parts of \"{name}\" have different numbers of elements. The file is damaged.");
}
