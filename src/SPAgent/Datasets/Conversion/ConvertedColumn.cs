namespace SPAgent;

/// <summary>What the values of a column, or of a part of one, have in common.</summary>
/// <param name="declared">What the dataset says of the column, which counts where all values are null; null for a
/// part.</param>
internal sealed class ConvertedColumn(DatasetColumn? declared = null)
{
    private readonly OrderedDictionary<string, ConvertedColumn> _members = new(StringComparer.Ordinal);
    private TableType? _type;
    private ConvertedColumn? _items;
    private bool _isNegative;

    /// <summary>Takes in a value.</summary>
    /// <exception cref="InvalidDataException">It goes into no column with those before.</exception>
    public void Add(object? value)
    {
        if (value is null) return;
        TableType type = TypeOf(value);
        _isNegative |= value is long and < 0;
        _type = (_type, type) switch
        {
            (null, _) => type,
            _ when _type == type => type,
            (TableType.Number, _) when IsNumber(type) => TableType.Number,
            (_, TableType.Number) when IsNumber(_type.Value) => TableType.Number,
            _ when IsNumber(type) && IsNumber(_type.Value) => TableType.Natural,
            _ => throw new InvalidDataException(
                $"it is {Name(type)} here and {Name(_type.Value)} in a row before. A column has one type."),
        };
        if (_isNegative && _type == TableType.Natural)
        {
            throw new InvalidDataException(
                $"whole numbers below 0 and above {long.MaxValue} are in one column, and no type holds both.");
        }

        if (value is IReadOnlyDictionary<string, object?> members)
        {
            foreach ((string name, object? member) in members)
            {
                if (!_members.TryGetValue(name, out ConvertedColumn? known)) _members[name] = known = new();
                known.Add(member);
            }
        }
        else if (type == TableType.List)
        {
            _items ??= new();
            foreach (object? item in (IReadOnlyList<object?>)value) _items.Add(item);
        }
    }

    /// <summary>The column.</summary>
    public TableField Field(string name) => (_type ?? Declared()) switch
    {
        TableType.Flag => TableField.Flag(name),
        TableType.Whole => TableField.Whole(name) with { Labels = declared?.Labels },
        TableType.Number or TableType.Natural or TableType.Bytes => new(name, _type ?? Declared(), []),
        TableType.Picture => TableField.Picture(name),
        TableType.List when _items is null => TableField.List(name, TableField.Picture("")),
        TableType.List => TableField.List(name, _items.Field("")),
        TableType.Group => TableField.Group(name, _members.Select(member => member.Value.Field(member.Key))),
        _ => TableField.Text(name),
    };

    // Of the types of columns those that rows without a value would not tell.
    private TableType Declared() => declared?.Type switch
    {
        "image" => TableType.Picture,
        "list<image>" => TableType.List,
        "bool" => TableType.Flag,
        { } type when type.StartsWith("int", StringComparison.Ordinal)
            || type.StartsWith("uint", StringComparison.Ordinal) => TableType.Whole,
        { } type when type.StartsWith("float", StringComparison.Ordinal) => TableType.Number,
        _ => TableType.Text,
    };

    private static TableType TypeOf(object value) => value switch
    {
        bool => TableType.Flag,
        ulong => TableType.Natural,
        sbyte or byte or short or ushort or int or uint or long => TableType.Whole,
        float or double or decimal => TableType.Number,
        DatasetImage => TableType.Picture,
        byte[] => TableType.Bytes,
        IReadOnlyDictionary<string, object?> { Count: 0 } => throw new InvalidDataException(
            "it is an object without members, which is no column of a table. Write null instead."),
        IReadOnlyDictionary<string, object?> => TableType.Group,
        IReadOnlyList<object?> => TableType.List,
        _ => TableType.Text,
    };

    private static bool IsNumber(TableType type) =>
        type is TableType.Whole or TableType.Natural or TableType.Number;

    private static string Name(TableType type) => type switch
    {
        TableType.Flag => "true or false",
        TableType.Whole or TableType.Number or TableType.Natural => "a number",
        TableType.Bytes => "bytes",
        TableType.Picture => "a picture",
        TableType.List => "a list",
        TableType.Group => "an object",
        _ => "a text",
    };
}
