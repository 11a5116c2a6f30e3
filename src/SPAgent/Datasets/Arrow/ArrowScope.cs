namespace SPAgent;

/// <summary>What reading one row may still cost, and the pictures that it met.</summary>
/// <remarks>
/// Indices of a damaged or hostile file may lead a list to the same long dictionary value again and again, level by level, so
/// that a few bytes unfold to terabytes. A row may hold what its batch can, and no more than 16,777,216 list elements.
/// </remarks>
internal sealed class ArrowScope(long batchBytes, Func<ArrowBytes?, string?, DatasetImage> image)
{
    private const int MostElements = 1 << 24;
    private const int RepeatedDictionaryBytes = 1 << 24;

    private long _elements = Math.Min(MostElements, (8 * batchBytes) + ArrowStream.FreeRows);
    private long _bytes = batchBytes + RepeatedDictionaryBytes;

    /// <summary>Pictures in the order in which they were read.</summary>
    public List<DatasetImage> Images { get; } = [];

    public DatasetImage Image(ArrowBytes? bytes, string? path)
    {
        Images.Add(image(bytes, path));
        return Images[^1];
    }

    public void SpendElements(long count) => Spend(ref _elements, count);

    public void SpendBytes(long count) => Spend(ref _bytes, count);

    private static void Spend(ref long left, long cost)
    {
        left -= cost;
        if (left < 0) throw new InvalidDataException("the row unfolds to more than its batch can hold. The file is damaged.");
    }
}
