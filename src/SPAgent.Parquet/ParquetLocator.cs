using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>Finds datasets in Parquet; the core looks for this class by its name.</summary>
internal sealed class ParquetLocator : ParquetSource
{
    public override DatasetLocation Locate(string path, string? config)
    {
        if (Directory.Exists(path)) return HubFolder.Locate(path, config);
        if (config is not null)
        {
            throw new DatasetException(path,
                $"it has no configurations, so none is named \"{config}\". Open the folder.");
        }

        if (File.Exists(path)) return Files(path, [path]);
        string[] files = [.. Matching(path).Order(StringComparer.Ordinal)];
        string? other = files.FirstOrDefault(file => !IsParquet(file));
        if (files.Length == 0) throw new DatasetException(path, "no file has a name of this pattern.");
        if (other is not null) throw new DatasetException(other, "a pattern of names is read for Parquet files only.");
        ShardNames.Check(files);
        return Files(path, files);
    }

    public override ImageDataset Rows(DataFile file) => ParquetDataset.Of(file);

    public override TableWriter Write(IReadOnlyList<TableField> fields, string hubKey, Func<Stream> file) =>
        new ParquetTableWriter(fields, hubKey, file);

    private static DatasetLocation Files(string path, string[] files) =>
        new(path, [], (split, column) =>
            ParquetDataset.Open(files, null, null, path, split, [], column));

    private static IEnumerable<string> Matching(string path)
    {
        int special = path.AsSpan().IndexOfAny("*?[{");
        int slash = path.LastIndexOf('/', special);
        string folder = slash <= 0 ? "/" : path[..slash];
        if (!Directory.Exists(folder)) throw new DatasetException(path, $"there is no folder {folder}.");
        try
        {
            Regex pattern = GlobPattern.ToRegex(path[(slash + 1)..]);
            return [.. ImageFolderFiles.In(folder).Where(file => pattern.IsMatch(Path.GetRelativePath(folder, file)))];
        }
        catch (InvalidDataException error)
        {
            throw new DatasetException(path, error.Message, error);
        }
    }
}
