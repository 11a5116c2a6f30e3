using System.Text.Json;

namespace SPAgent;

/// <summary>What <c>save_to_disk</c> leaves beside the Arrow files: <c>state.json</c>, <c>dataset_info.json</c>, <c>dataset_dict.json</c>.</summary>
/// <remarks>
/// Only files that <c>state.json</c> names are read: <c>cache-*.arrow</c> often lie beside them. Its <c>_format_columns</c> are
/// ignored, so all columns are there. The row counts of <c>dataset_info.json</c> are those of the source, so Arrow's are used.
/// </remarks>
internal sealed class HuggingFaceFolder
{
    private const string StateName = "state.json", InfoName = "dataset_info.json", DictName = "dataset_dict.json";
    private const int LongestFile = 64 << 20;

    private HuggingFaceFolder(string path)
    {
        Path = path;
        var state = ReadObject(System.IO.Path.Combine(path, StateName));
        DataFiles = Files(state, "_data_files") ?? throw Odd(StateName, "it has no list _data_files");
        IndexFiles = Files(state, "_indices_data_files") ?? [];
        if (HasTransforms(state)) throw Odd(StateName, "_inplace_history holds transforms of an early version, which are not applied");
        var info = ReadObject(System.IO.Path.Combine(path, InfoName));
        Features = new HuggingFaceFeatures(info.TryGetProperty("features", out var features) ? features : default);
    }

    public string Path { get; }

    /// <summary>Arrow files with the rows, relative to the folder, in order.</summary>
    public IReadOnlyList<string> DataFiles { get; }

    /// <summary>Arrow files with the order of the rows, as versions before 1.15 left them after a sort or a selection; most often none.</summary>
    public IReadOnlyList<string> IndexFiles { get; }

    public HuggingFaceFeatures Features { get; }

    /// <summary>Every file that the rows depend on, relative to the folder.</summary>
    public IEnumerable<string> AllFiles => [StateName, InfoName, .. DataFiles, .. IndexFiles];

    /// <summary>The dataset or dictionary of datasets in a folder; null where there is none.</summary>
    /// <exception cref="DatasetException">There is one, but it is not whole.</exception>
    public static DatasetLocation? Locate(string folder)
    {
        bool Has(string name) => File.Exists(System.IO.Path.Combine(folder, name));
        if (Has(StateName) && Has(InfoName)) return new(folder, [], _ => HuggingFaceDataset.Open(folder, folder, split: null, splits: []));
        if (Has(DictName))
        {
            var splits = Splits(folder);
            return new(folder, splits, split => HuggingFaceDataset.Open(System.IO.Path.Combine(folder, split!), folder, split, splits));
        }

        if (!Directory.EnumerateFiles(folder, "*.arrow").Any()) return null;
        throw new DatasetException(folder, $"it holds Arrow files but no {(Has(StateName) ? InfoName : StateName)}, so it is no whole save_to_disk folder. Save the dataset again with save_to_disk.");
    }

    /// <exception cref="DatasetException">A file is absent or is not what it should be.</exception>
    public static HuggingFaceFolder Read(string path) => new(path);

    private static List<string> Splits(string folder)
    {
        string file = System.IO.Path.Combine(folder, DictName);
        if (!ReadObject(file).TryGetProperty("splits", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            throw new DatasetException(file, "it has no list of splits.");
        }

        var splits = new List<string>();
        foreach (var item in list.EnumerateArray())
        {
            string? name = item.ValueKind == JsonValueKind.String ? item.GetString() : null;
            if (string.IsNullOrEmpty(name) || name is "." or ".." || name.AsSpan().IndexOfAny('/', '\\', '\0') >= 0 || splits.Contains(name))
            {
                throw new DatasetException(file, $"the split {item.GetRawText()} is no name of a folder of its own.");
            }

            splits.Add(name);
        }

        return splits;
    }

    private List<string>? Files(JsonElement state, string key)
    {
        if (!state.TryGetProperty(key, out var list) || list.ValueKind == JsonValueKind.Null) return null;
        if (list.ValueKind != JsonValueKind.Array) throw Odd(StateName, $"{key} is no list");
        var files = new List<string>();
        foreach (var item in list.EnumerateArray())
        {
            string? name = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("filename", out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : throw Odd(StateName, $"{key} holds an entry without a filename");
            try
            {
                LocalPath.Inside(Path, name!);
            }
            catch (InvalidDataException error)
            {
                throw Odd(StateName, $"{key}: {error.Message.TrimEnd('.')}");
            }

            files.Add(name!);
        }

        return files;
    }

    private static bool HasTransforms(JsonElement state) =>
        state.TryGetProperty("_inplace_history", out var history) && history.ValueKind == JsonValueKind.Array && history.EnumerateArray().Any(entry =>
            entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("transforms", out var steps) && steps.ValueKind == JsonValueKind.Array && steps.GetArrayLength() > 0);

    private static JsonElement ReadObject(string file)
    {
        var data = DataFile.Open(file);
        try
        {
            if (data.Length > LongestFile) throw new InvalidDataException($"it has {data.Length:N0} bytes; the limit is {LongestFile:N0}.");
            using var document = JsonDocument.Parse(data.ReadBytes(0, data.Length));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new InvalidDataException($"a JSON object is expected; it holds {document.RootElement.ValueKind}.");
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            throw new DatasetException(file, error is JsonException ? $"it is not valid JSON: {error.Message}" : error.Message, error);
        }
    }

    private DatasetException Odd(string file, string seen) =>
        new(System.IO.Path.Combine(Path, file), $"{seen}. Save the dataset again with save_to_disk.");
}
