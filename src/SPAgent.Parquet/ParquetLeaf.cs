namespace SPAgent;

/// <summary>A column of values at the end of a path through the schema.</summary>
/// <param name="Number">Its place among the leaves.</param>
/// <param name="Path">The elements from below the root to the leaf itself.</param>
/// <param name="MaxDefinition">The definition level at which a value is there.</param>
/// <param name="MaxRepetition">How many lists it lies in.</param>
internal sealed record ParquetLeaf(int Number, ParquetElement[] Path, short MaxDefinition, short MaxRepetition)
{
    public ParquetElement Element => Path[^1];

    public string Name => string.Join('.', Path.Select(element => element.Name));
}
