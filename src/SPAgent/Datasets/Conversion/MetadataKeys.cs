namespace SPAgent;

/// <summary>
/// Columns under the keys that they have in the metadata of an image folder: <c>image</c> is <c>file_name</c>,
/// <c>images</c> is <c>file_names</c>, another column X of pictures is <c>X_file_name</c> or <c>X_file_names</c>.
/// </summary>
internal static class MetadataKeys
{
    /// <summary>The key of a column, or of a member of one.</summary>
    public static string Of(TableField field) => field switch
    {
        { Type: TableType.Picture } => field.Name == "image" ? "file_name" : $"{field.Name}_file_name",
        { Type: TableType.List } when field.Children[0].Type == TableType.Picture =>
            field.Name == "images" ? "file_names" : $"{field.Name}_file_names",
        _ => field.Name,
    };

    /// <exception cref="DatasetException">There is no picture, or metadata can't hold a column.</exception>
    public static void Check(IReadOnlyList<TableField> columns, string dataset)
    {
        if (!columns.Any(HasPicture))
        {
            throw new DatasetException(dataset, "no column holds pictures, so it is no image folder. "
                + "Name the column (--image-column), or convert to parquet.");
        }

        foreach (TableField column in columns) Check(column, dataset);
    }

    private static void Check(TableField field, string dataset)
    {
        if (Of(field) == field.Name && ImageKey.OfMetadata(field.Name) is { IsImage: true } or { IsList: true })
        {
            throw new DatasetException(dataset,
                $"column \"{field.Name}\" would be read as the name of a picture, and holds none. Rename it.")
            { Column = field.Name };
        }

        if (field.Type == TableType.Bytes)
        {
            throw new DatasetException(dataset, $"column \"{field.Name}\" holds bytes that are no picture, which "
                + "metadata.jsonl can't hold. Convert to parquet.")
            { Column = field.Name };
        }

        bool isDeep = field.Type == TableType.List && field.Children[0].Type == TableType.List;
        if (isDeep && HasPicture(field))
        {
            throw new DatasetException(dataset, $"column \"{field.Name}\" holds pictures in lists of lists, which "
                + "metadata can't name. Convert to parquet.")
            { Column = field.Name };
        }

        foreach (TableField part in field.Children.Where(part => part.Name.Length > 0 || part.Children.Count > 0))
            Check(part, dataset);
    }

    private static bool HasPicture(TableField field) =>
        field.Type == TableType.Picture || field.Children.Any(HasPicture);
}
