namespace SPAgent.Internal;

/// <summary>A column of a table, or a part of one. Anything may be null.</summary>
/// <param name="Name">Its name; of the items of a list, nothing.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Children">The members of a group; the items of a list, as one field.</param>
public sealed record TableField(string Name, TableType Type, IReadOnlyList<TableField> Children)
{
    /// <summary>What the numbers of a column of labels stand for; null for other columns.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>A text.</summary>
    public static TableField Text(string name) => new(name, TableType.Text, []);

    /// <summary>True or false.</summary>
    public static TableField Flag(string name) => new(name, TableType.Flag, []);

    /// <summary>A whole number of 64 bits.</summary>
    public static TableField Whole(string name) => new(name, TableType.Whole, []);

    /// <summary>A picture as the Hub holds it, {bytes, path}. Rows name it by its place among their pictures.</summary>
    public static TableField Picture(string name) => new(name, TableType.Picture, []);

    /// <summary>A picture as a data URI. Rows name it by its place among their pictures.</summary>
    public static TableField DataUri(string name) => new(name, TableType.DataUri, []);

    /// <summary>Named members.</summary>
    public static TableField Group(string name, params IEnumerable<TableField> members) =>
        new(name, TableType.Group, [.. members]);

    /// <summary>Items of one kind.</summary>
    public static TableField List(string name, TableField item) => new(name, TableType.List, [item]);

    /// <summary>Messages of plain text: a list of {role, content}.</summary>
    public static TableField Messages(string name) => List(name, Group("", Text("role"), Text("content")));

    /// <summary>The column as text, the same for the same column.</summary>
    public override string ToString() =>
        Children.Count == 0 ? $"{Name}: {Type}" : $"{Name}: {Type}({string.Join(", ", Children)})";
}
