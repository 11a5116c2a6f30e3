namespace SPAgent;

/// <summary>How a key of a JSON line becomes a column.</summary>
/// <param name="Column">Name of the column.</param>
/// <param name="IsImage">Whether its value is the path of an image.</param>
/// <param name="IsList">Whether its value is a list of such paths.</param>
/// <remarks>Both where the key is one that the caller chose: then each value tells.</remarks>
internal readonly record struct ImageKey(string Column, bool IsImage, bool IsList)
{
    /// <summary>A manifest names its images <c>image</c> and <c>images</c>.</summary>
    public static ImageKey OfManifest(string key) => new(key, key == "image", key == "images");

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
