namespace SPAgent;

/// <summary>An image as a dataset holds it: encoded bytes, and the name that they came with.</summary>
public sealed class DatasetImage
{
    /// <summary>The encoded file, untouched.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>Path or file name that the dataset gives; null where it gives none. A hint, not an address.</summary>
    public string? Path { get; init; }
}
