namespace SPAgent;

/// <summary>
/// A file of one's own with <c>{id?, image | images, question, answer?, …}</c> a row: JSONL, one JSON list, CSV or TSV.
/// </summary>
/// <remarks>
/// In place of a path may stand the picture itself, as a data URI or in base64.
/// The user wrote it, so its paths may be absolute as well as relative to the file, and may lead out of its folder.
/// They are local all the same: an address is refused. Every line is checked when it is opened, before a run has cost
/// anything.
/// </remarks>
internal static class Manifest
{
    public static DatasetLocation Locate(string file)
    {
        if (Path.GetExtension(file).Equals(".arrow", StringComparison.OrdinalIgnoreCase))
        {
            throw new DatasetException(file,
                "a single file of this kind is not read. Open the folder that save_to_disk wrote.");
        }

        if (!FolderTree.IsZip(file)) return new(file, [], (_, column) => Open(file, column));
        return ImageFolder.Locate(FolderTree.OfZip(file))
            ?? throw new DatasetException(file, "the zip holds no pictures.");
    }

    private static JsonLinesDataset Open(string file, string? imageColumn)
    {
        string folder = Path.GetDirectoryName(file)!;
        var rows = RowSource.Open(DataFile.Open(file));
        JsonPart part = new(rows, FirstRow: 0, Prefix: "", path => new(path, LocalPath.Anywhere(folder, path)))
        {
            Embeds = true,
        };
        IReadOnlyList<JsonColumn> columns = JsonColumn.Of([rows], ImageKey.OfManifest);
        bool isMetadata = !columns.Any(column => column.HoldsImages)
            && columns.Any(column => column.Name == "file_name");
        if (imageColumn is null && isMetadata)
        {
            throw new DatasetException(file,
                "it is the metadata of an image folder: images are named file_name. Open the folder.");
        }

        return JsonLinesDataset.Open(new("manifest", file), [part], columns, imageColumn);
    }
}
