using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>
/// The folder <c>batches</c> of a run: a file for each batch that is at work or was not read to its end, so that a
/// command that was killed finds it again.
/// </summary>
internal sealed class BatchFolder(string output)
{
    public const string Name = "batches";

    private const string Suffix = ".json";

    private readonly string _path = Path.Combine(output, Name);

    /// <summary>The batches, in the order in which they were made.</summary>
    /// <exception cref="DistillationException">One can't be read.</exception>
    public IReadOnlyList<BatchState> Read() => !Directory.Exists(_path) ? [] :
        [.. Directory.EnumerateFiles(_path, "*" + Suffix)
            .Where(path => int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None,
                CultureInfo.InvariantCulture, out _))
            .Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>A batch that is new, with a number that is free.</summary>
    public BatchState New()
    {
        Directory.CreateDirectory(_path);
        int number = Read().Select(state => state.Number).DefaultIfEmpty().Max() + 1;
        return new BatchState { Number = number, Folder = _path };
    }

    /// <summary>Writes what is known of a batch.</summary>
    public static async Task WriteAsync(BatchState state)
    {
        JsonObject json = new()
        {
            ["server"] = state.Server,
            ["input_file_id"] = state.InputFile,
            ["batch_id"] = state.Batch,
            ["ended"] = state.Ended,
            ["requests"] = new JsonArray([.. state.Requests.Select(name => (JsonNode)BatchState.NameOf(name))]),
        };
        await WholeFile.WriteAsync(PathOf(state), System.Text.Encoding.UTF8.GetBytes(
            json.ToJsonString(JsonSettings.Pretty) + "\n")).ConfigureAwait(false);
    }

    /// <summary>Forgets a batch whose answers are all written.</summary>
    public void Remove(BatchState state)
    {
        foreach (string file in (string[])[state.RequestsPath, state.OutputPath, state.ErrorsPath, PathOf(state)])
            File.Delete(file);
        if (!Directory.EnumerateFileSystemEntries(_path).Any()) Directory.Delete(_path);
    }

    /// <exception cref="DistillationException">Requests of this folder are at work in a batch, and this run would ask
    /// them again.</exception>
    public static void DemandNone(string output)
    {
        BatchFolder folder = new(output);
        int requests = folder.Read().Sum(state => state.Requests.Count);
        if (requests == 0) return;
        throw new DistillationException(
            $"{folder._path}: {requests:N0} requests of this run are in a batch at the server. Run the same command "
            + "with --batch to fetch the answers, or remove that folder to ask, and pay, for them anew.");
    }

    private static string PathOf(BatchState state) => state.PathOf(Suffix);

    private BatchState Read(string path)
    {
        try
        {
            JsonElement json = JsonElement.Parse(File.ReadAllText(path));
            return new BatchState
            {
                Number = int.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture),
                Folder = _path,
                Server = LenientJson.Text(json, "server"),
                InputFile = LenientJson.Text(json, "input_file_id"),
                Batch = LenientJson.Text(json, "batch_id"),
                Ended = LenientJson.Text(json, "ended"),
                Requests = [.. json.GetProperty("requests").EnumerateArray()
                    .Select(name => BatchState.Parse(name.GetString()!) ?? throw new JsonException("no request"))],
            };
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new DistillationException(
                $"{path}: it is no record of a batch ({problem.Message}). Remove it to ask for its answers anew.",
                inner: problem);
        }
    }
}
