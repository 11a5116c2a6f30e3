namespace SPAgent.Internal;

/// <summary>
/// Datasets in Parquet, which the assembly SPAgent.Parquet reads. It is found by name at the first such file: what
/// reads other datasets loads neither it nor its native library.
/// </summary>
public abstract class ParquetSource
{
    /// <summary>The end of a Parquet file's name.</summary>
    public const string Extension = ".parquet";

    private const string Missing =
        "Parquet is read and written by SPAgent.Parquet.dll, which is not beside SPAgent.dll. "
        + "Add the package SPAgent.Parquet to the project: dotnet add package SPAgent.Parquet.";

    private static readonly Lazy<ParquetSource?> Found = new(() =>
        Type.GetType("SPAgent.ParquetLocator, SPAgent.Parquet") is { } type
            ? (ParquetSource)Activator.CreateInstance(type)! : null);

    /// <summary>What lies at a path.</summary>
    /// <param name="path">A Parquet file, a glob of them, or a folder that holds them.</param>
    /// <param name="config">The configuration that is meant; null for the default one.</param>
    /// <exception cref="DatasetException">It is no dataset, or not whole.</exception>
    public abstract DatasetLocation Locate(string path, string? config);

    /// <summary>Writes rows with these columns as Parquet; see <see cref="Table"/>.</summary>
    public abstract TableWriter Write(IReadOnlyList<TableField> fields, string hubKey, Func<Stream> file);

    /// <summary>The rows of one file.</summary>
    /// <exception cref="DatasetException">It can't be read.</exception>
    public abstract ImageDataset Rows(DataFile file);

    /// <summary>The rows of one file, which may lie in memory.</summary>
    /// <exception cref="DatasetException">There is no such assembly, or the file can't be read.</exception>
    public static ImageDataset RowsOf(DataFile file) =>
        Found.Value is { } source ? source.Rows(file) : throw new DatasetException(file.Path, Missing);

    /// <exception cref="DatasetException">There is no such assembly, or it is no dataset.</exception>
    public static DatasetLocation At(string path, string? config) =>
        Found.Value is { } source ? source.Locate(path, config) : throw new DatasetException(path, Missing);

    /// <summary>A writer of tables.</summary>
    /// <param name="fields">The columns.</param>
    /// <param name="hubKey">The value of the file's key <c>huggingface</c>.</param>
    /// <param name="file">The file that a group goes to.</param>
    /// <exception cref="InvalidOperationException">There is no such assembly.</exception>
    public static TableWriter Table(IReadOnlyList<TableField> fields, string hubKey, Func<Stream> file) =>
        Found.Value is { } source
            ? source.Write(fields, hubKey, file) : throw new InvalidOperationException(Missing);

    /// <summary>Whether a name ends in .parquet.</summary>
    public static bool IsParquet(string file) =>
        System.IO.Path.GetExtension(file).Equals(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a path that does not exist is meant as a pattern of names.</summary>
    public static bool IsGlob(string path) => path.AsSpan().IndexOfAny("*?[{") >= 0;

    /// <summary>
    /// Whether a folder is a dataset in Parquet, and not one of pictures: it holds Parquet files, and no pictures
    /// beside them unless the files are shards, or no metadata describes the pictures and the README says where the
    /// data is.
    /// </summary>
    public static bool IsIn(string folder)
    {
        bool shards = false, any = false, pictures = false, described = false;
        string readme = Readme(folder);
        foreach (string file in ImageFolderFiles.In(folder))
        {
            // A picture that the README shows is no data.
            pictures |= ImageFolderFiles.IsImage(file) && !readme.Contains(
                System.IO.Path.GetRelativePath(folder, file).Replace('\\', '/'), StringComparison.Ordinal);
            described |= FolderTree.IsMetadata(System.IO.Path.GetFileName(file));
            if (!IsData(file)) continue;
            any = true;
            shards |= ShardNames.Of(file) is not null;
            if (shards) return true;
        }

        bool saysWhere = readme.Contains("data_files:", StringComparison.Ordinal)
            || readme.Contains("data_dir:", StringComparison.Ordinal);
        return any && (!pictures || (!described && saysWhere));
    }

    // As much of it as its front matter may take; nothing where there is none.
    private static string Readme(string folder)
    {
        string path = System.IO.Path.Combine(folder, "README.md");
        if (!File.Exists(path)) return "";
        using var file = DataFile.Open(path);
        byte[] text = new byte[Math.Min(file.Length, 1 << 20)];
        return System.Text.Encoding.UTF8.GetString(text, 0, file.ReadUpTo(0, text));
    }

    /// <summary>Whether a file holds rows; metadata.parquet describes the pictures of a folder.</summary>
    public static bool IsData(string file) => IsParquet(file) && System.IO.Path.GetFileName(file) != "metadata.parquet";
}
