namespace SPAgent;

/// <summary>A column, or a part of a nested one, within one batch: its buffers, not yet read. Of one reader at a
/// time.</summary>
internal sealed class ArrowArray
{
    public required ArrowField Field { get; init; }

    /// <summary>Number of values, as claimed.</summary>
    public required long Length { get; init; }

    /// <summary>One bit for each value, 1 where it is not null; null where no value is null.</summary>
    public required ArrowBuffer? Validity { get; init; }

    /// <summary>Values of a fixed width, or offsets, or views; null for a type without.</summary>
    public ArrowBuffer? Fixed { get; init; }

    /// <summary>The bytes that offsets or views lead to.</summary>
    public IReadOnlyList<ArrowBuffer> Data { get; init; } = [];

    public IReadOnlyList<ArrowArray> Children { get; init; } = [];

    /// <summary>Where <see cref="Fixed"/> holds indices, what they lead to; null for other columns.</summary>
    public ArrowDictionary? Dictionary { get; init; }

    /// <exception cref="InvalidDataException">There is no such value.</exception>
    public bool IsNull(long index)
    {
        if (index < 0 || index >= Length)
        {
            throw new InvalidDataException($"it leads to value {index:N0} of {Length:N0}. The file is damaged.");
        }

        return Validity is not null && ((Validity.At(index >> 3, 1)[0] >> (int)(index & 7)) & 1) == 0;
    }
}
