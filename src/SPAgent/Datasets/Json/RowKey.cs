namespace SPAgent;

/// <summary>A key of the rows of a file.</summary>
/// <param name="Name">The key.</param>
/// <param name="Shape">What its values have in common.</param>
internal sealed record RowKey(string Name, JsonShape Shape)
{
    /// <summary>Whether objects within its values have keys that name files, as those of an image folder do.</summary>
    public bool NamesFiles { get; init; }

    /// <summary>Its texts and those that it lists, taken for names of pictures.</summary>
    public ForeignPictures Pictures { get; init; } = new();
}
