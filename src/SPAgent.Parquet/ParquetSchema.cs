namespace SPAgent;

/// <summary>The flat schema of a footer as a tree of columns.</summary>
internal sealed class ParquetSchema
{
    private const int Deepest = 64;

    private readonly IReadOnlyList<ParquetElement> _elements;
    private readonly List<ParquetLeaf> _leaves = [];
    private readonly List<ParquetElement> _path = [];
    private int _next = 1;

    private ParquetSchema(IReadOnlyList<ParquetElement> elements)
    {
        _elements = elements;
        if (elements.Count == 0) throw new InvalidDataException("it has no schema. The file is damaged.");
        var columns = new List<ParquetNode>();
        for (int i = 0; i < elements[0].Children; i++) columns.Add(Next(0, 0));
        if (_next != elements.Count)
        {
            throw new InvalidDataException("its schema holds more than its columns. The file is damaged.");
        }

        Columns = columns;
    }

    public IReadOnlyList<ParquetNode> Columns { get; }

    public IReadOnlyList<ParquetLeaf> Leaves => _leaves;

    /// <exception cref="InvalidDataException">It is no tree.</exception>
    public static ParquetSchema Of(IReadOnlyList<ParquetElement> elements) => new(elements);

    /// <summary>The next element with all below it.</summary>
    /// <param name="definition">Definition level of what it lies in.</param>
    /// <param name="repetition">Repetition level of what it lies in.</param>
    private ParquetNode Next(int definition, int repetition)
    {
        ParquetElement element = Take();
        if (element.Repetition is < 0 or > 2)
        {
            throw new InvalidDataException($"\"{element.Name}\" has an unknown repetition.");
        }

        _path.Add(element);
        if (_path.Count > Deepest) throw new InvalidDataException($"columns are nested deeper than {Deepest} levels.");
        ParquetNode node;
        if (element.Repetition == 2)
        {
            // Without a list around it: a list that is never null.
            ParquetNode each = Body(element, definition + 1, repetition + 1);
            node = List("list", element.Name, each, definition, repetition + 1);
        }
        else
        {
            node = Body(element, definition + element.Repetition, repetition);
        }

        _path.RemoveAt(_path.Count - 1);
        return node;
    }

    /// <summary>What an element is apart from being repeated; levels are its own.</summary>
    private ParquetNode Body(ParquetElement element, int definition, int repetition)
    {
        if (element.Physical is { } physical)
        {
            if (element.Children > 0)
            {
                throw new InvalidDataException($"the column \"{element.Name}\" has values and children.");
            }

            var leaf = new ParquetLeaf(_leaves.Count, [.. _path], (short)definition, (short)repetition);
            _leaves.Add(leaf);
            return new()
            {
                Field = new(element.Name, ParquetTypes.Of(element, physical), []),
                Present = definition,
                Leaves = leaf.Number..(leaf.Number + 1),
                Leaf = leaf,
            };
        }

        if (element.Children <= 0) throw new InvalidDataException($"the struct \"{element.Name}\" has no children.");
        bool map = element.Logical == 2 || element.Converted is 1 or 2;
        bool list = element.Logical == 3 || element.Converted == 3;
        bool repeated = element.Children == 1 && _next < _elements.Count && _elements[_next].Repetition == 2;
        if (repeated && (map || list)) return Elements(element, map, definition, repetition + 1);
        return Struct(element, definition, repetition);
    }

    private ParquetNode Struct(ParquetElement element, int definition, int repetition)
    {
        int first = _leaves.Count;
        var children = new List<ParquetNode>();
        for (int i = 0; i < element.Children; i++) children.Add(Next(definition, repetition));
        return new()
        {
            Field = new(element.Name, new(ArrowLayout.Struct, "struct"), [.. children.Select(child => child.Field)]),
            Present = definition,
            Children = children,
            Leaves = first.._leaves.Count,
        };
    }

    /// <summary>
    /// The elements of a list or map: a repeated group around them, or, as early writers did, repeated themselves.
    /// </summary>
    private ParquetNode Elements(ParquetElement list, bool map, int definition, int repetition)
    {
        ParquetElement repeated = Take();
        _path.Add(repeated);
        bool isElement = repeated.Physical is not null || repeated.Children != 1 || map ||
            repeated.Name == "array" || repeated.Name == list.Name + "_tuple";
        ParquetNode each = isElement
            ? Body(repeated, definition + 1, repetition)
            : Next(definition + 1, repetition);
        _path.RemoveAt(_path.Count - 1);
        if (map && each.Children.Count != 2)
        {
            throw new InvalidDataException($"the map \"{list.Name}\" has no keys and values.");
        }

        return List(map ? "map" : "list", list.Name, each, definition, repetition);
    }

    private static ParquetNode List(string type, string name, ParquetNode each, int definition, int repetition) => new()
    {
        Field = new(name, new(ArrowLayout.List, type), [each.Field]),
        Present = definition,
        Repetition = repetition,
        Children = [each],
        Leaves = each.Leaves,
    };

    private ParquetElement Take() => _next < _elements.Count
        ? _elements[_next++]
        : throw new InvalidDataException("its schema ends too early. The file is damaged.");
}
