namespace SPAgent;

/// <summary>
/// Entries of a leaf column: for each a repetition level, a definition level, and a value where the definition is full.
/// </summary>
/// <param name="Repetitions">Repetition levels; null where the column lies in no list.</param>
/// <param name="Definitions">Definition levels; null where every value is there.</param>
/// <param name="Values">A value for each entry; null where only levels were read.</param>
/// <param name="Start">The first entry.</param>
/// <param name="End">The one behind the last.</param>
/// <param name="Shared">Whether others may be given the same values: what can be changed is copied.</param>
internal readonly record struct ParquetCells(
    short[]? Repetitions, short[]? Definitions, object?[]? Values, int Start, int End, bool Shared)
{
    /// <summary>The value of an entry, for the caller alone.</summary>
    public object? Own(int entry) => Shared && Values![entry] is byte[] bytes ? bytes.Clone() : Values![entry];
}
