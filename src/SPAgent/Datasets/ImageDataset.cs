namespace SPAgent;

/// <summary>Rows with images, read in place: a Hugging Face <c>save_to_disk</c> folder, an image folder, or a JSONL manifest.</summary>
public abstract class ImageDataset
{
    /// <summary>The path that was opened, as an absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>What it is: <c>hf_disk</c>, <c>image_folder</c> or <c>manifest</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>Columns in stored order.</summary>
    public abstract IReadOnlyList<DatasetColumn> Columns { get; }

    /// <summary>Names of the splits that <see cref="Path"/> holds; empty where it has none.</summary>
    public abstract IReadOnlyList<string> Splits { get; }

    /// <summary>Row <paramref name="index"/>, from 0; read at this call by random access.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public abstract DatasetRow this[int index] { get; }
}
