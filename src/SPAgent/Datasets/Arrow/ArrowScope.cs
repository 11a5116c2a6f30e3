namespace SPAgent;

/// <summary>What reading one value of a row may still cost, and what becomes of its pictures.</summary>
/// <remarks>
/// Indices of a damaged or hostile file may lead a list to the same long dictionary value again and again, level by
/// level, so that a few bytes unfold to terabytes. A value may hold what its batch can, and no more than 16,777,216
/// list elements.
/// </remarks>
internal sealed class ArrowScope(long batchBytes)
{
    private const int MostElements = 1 << 24;
    private const int RepeatedDictionaryBytes = 1 << 24;

    private long _elements = Math.Min(MostElements, (8 * batchBytes) + ArrowStream.FreeRows);
    private long _bytes = batchBytes + RepeatedDictionaryBytes;

    /// <summary>Makes a picture of where its bytes lie (null: nowhere in the file) and of its path.</summary>
    public Func<ArrowBytes?, string?, DatasetImage> Image { get; init; } =
        (_, _) => throw new InvalidOperationException("No image was expected here.");

    public void SpendElements(long count) => Spend(ref _elements, count);

    public void SpendBytes(long count) => Spend(ref _bytes, count);

    private static void Spend(ref long left, long cost)
    {
        left -= cost;
        if (left < 0)
            throw new InvalidDataException("it unfolds to more than its batch can hold. The file is damaged.");
    }
}
