namespace SPAgent;

/// <summary>A column of the schema, or a part of a nested one, and how its levels are read.</summary>
internal sealed record ParquetNode
{
    /// <summary>What it is, as datasets see it; lists have their elements as their only child.</summary>
    public required ArrowField Field { get; init; }

    /// <summary>The definition level from which on it is not null.</summary>
    public required int Present { get; init; }

    /// <summary>For a list, the repetition level of a further element; else 0.</summary>
    public int Repetition { get; init; }

    public IReadOnlyList<ParquetNode> Children { get; init; } = [];

    /// <summary>Leaves below it, as numbers: the first, and the one behind the last.</summary>
    public required Range Leaves { get; init; }

    /// <summary>The leaf that it is; null for what has children.</summary>
    public ParquetLeaf? Leaf { get; init; }
}
