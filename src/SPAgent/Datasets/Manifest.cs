namespace SPAgent;

/// <summary>A JSONL file of one's own: one <c>{id?, image | images, question, answer?, …}</c> a line.</summary>
/// <remarks>
/// The user wrote it, so its paths may be absolute as well as relative to the file, and may lead out of its folder. They are
/// local all the same: an address is refused. Every line is checked when it is opened, before a run has cost anything.
/// </remarks>
internal static class Manifest
{
    public static DatasetLocation Locate(string file)
    {
        string extension = Path.GetExtension(file).ToUpperInvariant();
        if (extension is ".ARROW" or ".PARQUET") throw new DatasetException(file, $"a single {extension} file is not read. Open the folder that save_to_disk wrote.");
        return new(file, [], _ => Open(file));
    }

    private static JsonLinesDataset Open(string file)
    {
        string folder = Path.GetDirectoryName(file)!;
        var lines = JsonLines.Open(file);
        var part = new JsonPart(lines, FirstRow: 0, Prefix: "", path => LocalPath.Anywhere(folder, path));
        return new("manifest", [part], JsonColumn.Of([lines], ImageKey.OfManifest), splits: []) { Path = file };
    }
}
