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
        foreach (string file in ImageFolderFiles.In(folder))
        {
            pictures |= ImageFolderFiles.IsImage(file);
            described |= FolderTree.IsMetadata(System.IO.Path.GetFileName(file));
            if (!IsData(file)) continue;
            any = true;
            shards |= ShardNames.Of(file) is not null;
            if (shards) return true;
        }

        return any && (!pictures || (!described && SaysWhere(System.IO.Path.Combine(folder, "README.md"))));
    }

    private static bool SaysWhere(string readme)
    {
        if (!File.Exists(readme)) return false;
        using var file = DataFile.Open(readme);
        byte[] text = new byte[Math.Min(file.Length, 1 << 20)];
        ReadOnlySpan<byte> read = text.AsSpan(0, file.ReadUpTo(0, text));
        return read.IndexOf("data_files:"u8) >= 0 || read.IndexOf("data_dir:"u8) >= 0;
    }

    /// <summary>Whether a file holds rows; metadata.parquet describes the pictures of a folder.</summary>
    public static bool IsData(string file) => IsParquet(file) && System.IO.Path.GetFileName(file) != "metadata.parquet";
}
