using System.Text.Json;

namespace SPAgent;

/// <summary>What <c>save_to_disk</c> leaves beside the Arrow files: <c>state.json</c> and
/// <c>dataset_info.json</c>.</summary>
/// <remarks>
/// Only files that <c>state.json</c> names are read: <c>cache-*.arrow</c> often lie beside them. Its
/// <c>_format_columns</c> are ignored, so all columns are there. The row counts of <c>dataset_info.json</c> are those
/// of the source, so Arrow's are used.
/// </remarks>
internal sealed class HuggingFaceFolder
{
    private const string StateName = "state.json", InfoName = "dataset_info.json";

    private HuggingFaceFolder(string path)
    {
        Path = path;
        JsonElement state = JsonFile.ReadObject(System.IO.Path.Combine(path, StateName));
        DataFiles = Files(state, "_data_files") ?? throw Odd("it has no list _data_files");
        IndexFiles = Files(state, "_indices_data_files") ?? [];
        if (HasTransforms(state))
            throw Odd("_inplace_history holds transforms of an early version, which are not applied");
        JsonElement info = JsonFile.ReadObject(System.IO.Path.Combine(path, InfoName));
        Features =
            new HuggingFaceFeatures(info.TryGetProperty("features", out JsonElement features) ? features : default);
    }

    public string Path { get; }

    /// <summary>Arrow files with the rows, relative to the folder, in order.</summary>
    public IReadOnlyList<string> DataFiles { get; }

    /// <summary>Arrow files with the order of the rows, as versions before 1.15 left them after a sort; most often
    /// none.</summary>
    public IReadOnlyList<string> IndexFiles { get; }

    public HuggingFaceFeatures Features { get; }

    /// <summary>Every file that the rows depend on, relative to the folder.</summary>
    public IEnumerable<string> AllFiles => [StateName, InfoName, .. DataFiles, .. IndexFiles];

    /// <exception cref="DatasetException">A file is absent or is not what it should be.</exception>
    public static HuggingFaceFolder Read(string path) => new(path);

    /// <summary>Name of the file that a folder lacks to be a dataset; null where it has both.</summary>
    public static string? Missing(string folder) =>
        new[] { StateName, InfoName }.FirstOrDefault(name => !File.Exists(System.IO.Path.Combine(folder, name)));

    private List<string>? Files(JsonElement state, string key)
    {
        if (!state.TryGetProperty(key, out JsonElement list) || list.ValueKind == JsonValueKind.Null) return null;
        if (list.ValueKind != JsonValueKind.Array) throw Odd($"{key} is no list");
        return [.. list.EnumerateArray().Select(entry => FileName(entry, key))];
    }

    private string FileName(JsonElement entry, string key)
    {
        bool isObject = entry.ValueKind == JsonValueKind.Object;
        string? name = isObject && entry.TryGetProperty("filename", out JsonElement value) ? value.ToString() : null;
        if (string.IsNullOrEmpty(name)) throw Odd($"{key} holds an entry without a filename");
        try
        {
            LocalPath.Inside(Path, name);
            return name;
        }
        catch (InvalidDataException error)
        {
            throw Odd($"{key}: {error.Message}");
        }
    }

    private static bool HasTransforms(JsonElement state) =>
        state.TryGetProperty("_inplace_history", out JsonElement history) &&
        history.ValueKind == JsonValueKind.Array &&
        history.EnumerateArray().Any(entry =>
            entry.ValueKind == JsonValueKind.Object &&
            entry.TryGetProperty("transforms", out JsonElement steps) &&
            steps is { ValueKind: JsonValueKind.Array } &&
            steps.GetArrayLength() > 0);

    private DatasetException Odd(string seen) =>
        new(System.IO.Path.Combine(Path, StateName), $"{seen.TrimEnd('.')}. Save the dataset again with save_to_disk.");
}
