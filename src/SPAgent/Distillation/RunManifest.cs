using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>
/// <c>run.json</c>: the settings that decide what stands in a trace. A folder holds the traces of one such set; the number of samples
/// and workers is free, so that a run can grow.
/// </summary>
internal static class RunManifest
{
    public const string FileName = "run.json";

    public static JsonObject Describe(string model, bool native, ImageDataset dataset, DistillationOptions options) => new()
    {
        ["format_version"] = 1,
        ["model"] = model,
        ["dataset"] = dataset.Fingerprint,
        ["dataset_rows"] = dataset.Count,
        ["prompt"] = options.Prompt.Name,
        ["prompt_sha256"] = Hash(options.Prompt.User),
        ["tools"] = new JsonArray([.. options.Tools.Select(tool => (JsonNode)tool.Name)]),
        ["tools_sha256"] = Hash(ToolPrompt.Definitions(options.Tools).GetRawText()),
        ["tools_mode"] = native ? "api_parameter" : "prompt_based",
        ["reward"] = options.Reward?.Name,
        ["strategy"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(options.Strategy.ToString()),
        ["difficulty_column"] = options.DifficultyColumn,
        ["seed"] = options.Seed,
        ["max_turns"] = options.MaxTurns,
        ["temperature"] = JsonNode.Parse(options.Temperature.ToString(CultureInfo.InvariantCulture)),
        ["max_tokens"] = options.MaxTokens,
    };

    /// <summary>Writes the manifest into a new folder, or holds it against the one that is there.</summary>
    /// <exception cref="DistillationException">The folder belongs to another run; the message names the first setting that differs.</exception>
    public static async Task GuardAsync(string folder, JsonObject manifest, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            await WholeFile.WriteAsync(path, Encoding.UTF8.GetBytes(manifest.ToJsonString(JsonSettings.Pretty) + "\n"), cancellationToken).ConfigureAwait(false);
            return;
        }

        JsonObject earlier = await ReadAsync(path, cancellationToken).ConfigureAwait(false);
        foreach ((string field, JsonNode? wanted) in manifest)
        {
            if (JsonNode.DeepEquals(earlier[field], wanted)) continue;
            throw new DistillationException(
                $"{path}: {field} is {Show(earlier[field])} there and {Show(wanted)} in this run. Give this run a folder of its own, or the settings of that one.", field);
        }
    }

    private static async Task<JsonObject> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return await JsonNode.ParseAsync(file, cancellationToken: cancellationToken).ConfigureAwait(false) as JsonObject
                ?? throw new DistillationException($"{path}: a JSON object is expected. Remove the file if the folder holds traces of this run only.");
        }
        catch (JsonException problem)
        {
            throw new DistillationException($"{path}: not valid JSON ({problem.Message}). Remove the file if the folder holds traces of this run only.", inner: problem);
        }
    }

    private static string Show(JsonNode? value) => value?.ToJsonString(JsonSettings.Line) ?? "null";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
