namespace SPAgent;

/// <summary>How a key of a JSON line becomes a column.</summary>
/// <param name="Column">Name of the column.</param>
/// <param name="IsImage">Whether its value is the path of an image.</param>
/// <param name="IsList">Whether its value is a list of such paths.</param>
/// <remarks>Both where each value tells.</remarks>
internal readonly record struct ImageKey(string Column, bool IsImage, bool IsList)
{
    /// <summary>Whether objects within its values name images, by keys as those of a metadata file.</summary>
    public bool IsNested { get; init; }

    /// <summary>The target of a key of a metadata file, with what its values hold.</summary>
    public static ImageKey OfMetadata(RowKey key)
    {
        ImageKey target = OfMetadata(key.Name);
        return target with { IsNested = key.NamesFiles && !target.IsImage && !target.IsList };
    }

    /// <summary>Whether a key, as UTF-8, names a file or files in the objects of a metadata file.</summary>
    public static bool NamesFile(ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte> one = key.EndsWith("s"u8) ? key[..^1] : key;
        return one.EndsWith("_file_name"u8) || one.SequenceEqual("file_name"u8);
    }

    /// <summary>A manifest names its images <c>image</c> and <c>images</c>; benchmarks list several in <c>image</c>
    /// too.</summary>
    public static ImageKey OfManifest(RowKey key) => new(key.Name, key.Name == "image",
        key.Name == "images" || (key.Name == "image" && key.Shape is JsonShape.List or JsonShape.Mixed));

    /// <summary>
    /// A metadata file names them <c>file_name</c> (column <c>image</c>), <c>X_file_name</c> (column <c>X</c>),
    /// <c>file_names</c> (column <c>images</c>) or <c>X_file_names</c> (column <c>X</c>), as Hugging Face does.
    /// </summary>
    public static ImageKey OfMetadata(string key) => key switch
    {
        "file_name" => new("image", true, false),
        "file_names" => new("images", false, true),
        _ when key.EndsWith("_file_name", StringComparison.Ordinal) => new(key[..^"_file_name".Length], true, false),
        _ when key.EndsWith("_file_names", StringComparison.Ordinal) => new(key[..^"_file_names".Length], false, true),
        _ => new(key, false, false),
    };
}
