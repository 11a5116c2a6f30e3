namespace SPAgent;

/// <summary>An image as a dataset holds it: encoded bytes, and the name that they came with.</summary>
/// <remarks>Bytes are read when they are asked for and not kept, so rows stay small however large their pictures are.</remarks>
public sealed class DatasetImage
{
    private readonly Func<byte[]> _read;

    internal DatasetImage(string? path, Func<byte[]> read, bool isStored = true) => (Path, _read, IsStored) = (path, read, isStored);

    /// <summary>
    /// Path or file name that the dataset gives; null where it gives none. For folders and manifests it is relative to the
    /// dataset's folder. A hint, not an address: in a Hugging Face dataset it may name a file that never was on this machine.
    /// </summary>
    public string? Path { get; }

    /// <summary>Whether the dataset itself holds the bytes; otherwise it only names a file.</summary>
    internal bool IsStored { get; }

    /// <summary>The local file that holds the bytes, where it is one of its own and its path is not refused.</summary>
    internal string? File { get; init; }

    /// <summary>An image of bytes at hand, for datasets of one's own.</summary>
    public static DatasetImage FromBytes(byte[] bytes, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return new DatasetImage(path, () => bytes);
    }

    /// <summary>The encoded file, untouched; read anew at each call.</summary>
    /// <exception cref="DatasetException">The file that the row names is absent or lies at a remote address, which is never fetched.</exception>
    public byte[] GetBytes() => _read();
}
