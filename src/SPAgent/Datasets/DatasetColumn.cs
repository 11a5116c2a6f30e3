namespace SPAgent;

/// <summary>A column of a dataset.</summary>
/// <param name="Name">Name as stored.</param>
/// <param name="Type">
/// Its type as Arrow or JSON names it, such as <c>float64</c>, <c>utf8</c>, <c>image</c>, <c>list&lt;image&gt;</c>.
/// </param>
[TypeFormatterSource]
public sealed record DatasetColumn(string Name, string Type)
{
    /// <summary>What the numbers of a label column stand for; null for other columns. The number -1 stands for no
    /// label.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
