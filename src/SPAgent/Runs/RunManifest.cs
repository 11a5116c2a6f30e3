using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>
/// <c>run.json</c>: the settings that decide what stands in a trace. A folder holds the traces of one such set; the
/// number of samples and workers is free, so that a run can grow; so may the number of rollouts.
/// </summary>
internal sealed class RunManifest
{
    public const string FileName = RunFolders.SettingsName;

    /// <summary>Answers to a row; absent for one.</summary>
    public const string Rollouts = "rollouts";

    /// <summary>Successes that end the rollouts of a row; absent for none.</summary>
    public const string StopWhenSolved = "stop_when_solved";

    /// <summary>Which part of a run a folder holds; absent for a whole one.</summary>
    public static readonly string[] OfShard = ["shard", "shards"];

    // Written only where they are set.
    private static readonly string[] s_optional =
        ["image_budget", "max_pixels", "image_column", "extra_body", "header_names", StopWhenSolved, "success_when",
            .. OfShard];

    // What a user looks for first.
    private static readonly string[] s_orderOfDemand = ["model", "dataset", "dataset_rows", "prompt", "tools"];

    private readonly JsonObject _settings;

    private RunManifest(JsonObject settings) => _settings = settings;

    /// <summary>Whether the run gives its tools as a parameter of the request.</summary>
    public bool OffersToolsNatively => _settings["tools_mode"]?.GetValue<string>() == InitialPrompt.ApiParameter;

    /// <summary>Whether it was written before runs kept how they show pictures: in pixels, without limits, the first
    /// picture of a row.</summary>
    public bool IsLegacy => !_settings.ContainsKey("min_side");

    /// <summary>The smallest side of a crop; null where it does not say.</summary>
    public int? MinSide => (int?)JsonLog.Number(_settings, "min_side");

    /// <summary>The manifest of a run.</summary>
    public static RunManifest Of(string model, bool native, ImageDataset? dataset, DistillationOptions options,
        PictureSettings pictures, RequestExtras? extras = null)
    {
        JsonObject settings = Settings(model, native, dataset, options, pictures);
        if (!pictures.IsLegacy || pictures.BoxUnits != BoxUnits.Pixels)
            settings["box_units"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(pictures.BoxUnits.ToString());
        if (!pictures.IsLegacy || pictures.MinSide != 0) settings["min_side"] = pictures.MinSide;
        if (pictures.ImageBudget is { } budget) settings["image_budget"] = budget;
        if (pictures.MaxPixels is { } pixels) settings["max_pixels"] = pixels;
        if (dataset?.ImageColumn is { } column) settings["image_column"] = column;
        if (extras?.Body is { } body) settings["extra_body"] = JsonNode.Parse(body.GetRawText());
        if (options.Rollouts > 1) settings[Rollouts] = options.Rollouts;
        if (options.StopWhenSolved is { } enough)
        {
            settings[StopWhenSolved] = enough;
            if (options.SuccessWhen is { } success) settings["success_when"] = success.ToString();
        }

        if (extras?.HeaderNames is { Count: > 0 } names)
            settings["header_names"] = new JsonArray([.. names.Select(name => (JsonNode)name)]);
        return new RunManifest(settings).As(options.Shard);
    }

    /// <summary>The manifest of a shard of a collection.</summary>
    /// <param name="model">The model.</param>
    /// <param name="questions">All questions, those of the other shards among them.</param>
    /// <param name="shard">Which shard.</param>
    /// <param name="tools">The agent's tools.</param>
    /// <param name="iterations">Iterations of a question.</param>
    public static RunManifest Of(string model, IReadOnlyList<CollectionQuestion> questions, RunShard shard,
        IEnumerable<string> tools, int iterations) => new RunManifest(new JsonObject
        {
            ["format_version"] = 1,
            ["model"] = model,
            ["questions"] = questions.Count,
            ["questions_sha256"] = Hash(string.Join('\n', questions.Select(one => JsonSerializer.Serialize(
                (string[])[one.Question, .. one.Images.Select(image => Path.GetFileName(image) ?? "")],
                JsonSettings.Line)))),
            ["tools"] = new JsonArray([.. tools.Select(tool => (JsonNode)tool)]),
            ["max_iterations"] = iterations,
        }).As(shard);

    private RunManifest As(RunShard? shard)
    {
        if (shard is not { } one) return this;
        _settings["shard"] = one.Index;
        _settings["shards"] = one.Count;
        return this;
    }

    private static JsonObject Settings(string model, bool native, ImageDataset? dataset, DistillationOptions options,
        PictureSettings pictures) => new()
        {
            ["format_version"] = 1,
            ["model"] = model,
            ["dataset"] = dataset?.Fingerprint,
            ["dataset_rows"] = dataset?.Count,
            ["prompt"] = options.Prompt.Name,
            ["prompt_sha256"] = Hash(options.Prompt.User),
            ["tools"] = new JsonArray([.. options.Tools.Select(tool => (JsonNode)tool.Name)]),
            ["tools_sha256"] = Hash(ConversationDialect.Definitions(pictures.Apply(options.Tools)).GetRawText()),
            ["tools_mode"] = native ? InitialPrompt.ApiParameter : InitialPrompt.PromptBased,
            ["reward"] = options.Reward?.Name,
            ["reward_settings"] = options.Reward is { } reward
            ? JsonSerializer.SerializeToNode(reward, reward.GetType(), JsonSettings.Line) : null,
            ["strategy"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(options.Strategy.ToString()),
            ["difficulty_column"] = options.DifficultyColumn,
            ["seed"] = options.Seed,
            ["max_turns"] = options.MaxTurns,
            ["temperature"] = JsonNode.Parse(options.Temperature.ToString(CultureInfo.InvariantCulture)),
            ["max_tokens"] = options.MaxTokens,
        };

    /// <summary>A manifest that another process wrote.</summary>
    public static RunManifest Read(JsonObject settings) => new(settings);

    /// <summary>Holds a worker's settings against those of the run that it works for.</summary>
    /// <param name="run">The run's.</param>
    /// <param name="withData">Whether the dataset counts: not where the run sends its rows.</param>
    /// <exception cref="DistillationException">One differs; the message names it, and both values.</exception>
    public void DemandSame(RunManifest run, bool withData)
    {
        // Values of headers are never handed on, so that who asks names them again.
        string[] free = [Rollouts, "header_names", "format_version", .. OfShard,
            .. withData ? (string[])[] : ["dataset", "dataset_rows", "image_column"]];
        foreach (string field in s_orderOfDemand.Union(_settings.Select(setting => setting.Key))
            .Union(run._settings.Select(setting => setting.Key)).Except(free))
        {
            JsonNode? there = run._settings[field], here = _settings[field];
            if (JsonNode.DeepEquals(there, here)) continue;
            throw new DistillationException(
                $"{field} is {Show(there)} in the run and {Show(here)} for this worker. Give the worker what the run "
                    + "has, or leave it out: it is then taken from the run.", field);
        }
    }

    /// <summary>The manifest of a folder; null where it has none.</summary>
    /// <exception cref="DistillationException">It can't be read, or there are traces without one.</exception>
    public static async Task<RunManifest?> ReadAsync(string folder, int traces, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return traces == 0 ? null : throw new DistillationException(
                $"{folder}: there are {traces} traces and no {FileName}, so they are of another run. Give "
                    + "this run a folder of its own.");
        }

        try
        {
            using FileStream file = File.OpenRead(path);
            return await JsonNode.ParseAsync(file, cancellationToken: cancellationToken)
                .ConfigureAwait(false) is JsonObject settings
                ? new RunManifest(settings)
                : throw new DistillationException(
                    $"{path}: a JSON object is expected. Give this run a folder of its own.");
        }
        catch (JsonException problem)
        {
            throw new DistillationException(
                $"{path}: not valid JSON ({problem.Message}). Give this run a folder of its own.", inner: problem);
        }
    }

    /// <summary>Writes the manifest into a new folder, or holds it against the one that is there.</summary>
    /// <exception cref="DistillationException">The folder belongs to another run; the message names the first setting
    /// that differs.</exception>
    public async Task GuardAsync(string folder, RunManifest? earlier, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, FileName);
        if (earlier is null)
        {
            DemandSiblings(folder);
            await WriteAsync(path, cancellationToken).ConfigureAwait(false);
            try
            {
                // Another look: a sibling of another run may have begun at the same moment.
                DemandSiblings(folder);
            }
            catch (DistillationException)
            {
                File.Delete(path);
                throw;
            }

            return;
        }

        // Either may hold a setting that the other lacks.
        IEnumerable<string> fixedOnes = _settings.Select(setting => setting.Key).Where(field => field != Rollouts);
        foreach (string field in fixedOnes.Union(s_optional.Where(earlier._settings.ContainsKey)))
        {
            JsonNode? wanted = _settings[field];
            JsonNode? there = earlier._settings[field];
            if (JsonNode.DeepEquals(there, wanted)) continue;
            throw new DistillationException(
                $"{path}: {field} is {Show(there)} there and {Show(wanted)} in this run. Give this run a folder of its "
                    + "own, or the settings of that one.", field);
        }

        DemandSiblings(folder);
        if (RolloutsOf(_settings) <= RolloutsOf(earlier._settings)) return;
        earlier._settings[Rollouts] = RolloutsOf(_settings);
        await earlier.WriteAsync(path, cancellationToken).ConfigureAwait(false);
    }

    private void DemandSiblings(string folder)
    {
        if (_settings["shard"] is not { } shard) return;
        ShardGuard.DemandSameSettings(
            folder, new(shard.GetValue<int>(), _settings["shards"]!.GetValue<int>()), _settings);
    }

    // Runs of earlier versions asked once.
    private static int RolloutsOf(JsonObject settings) =>
        settings[Rollouts] is JsonValue value && value.TryGetValue(out int rollouts) ? rollouts : 1;

    private Task WriteAsync(string path, CancellationToken cancellationToken) =>
        WholeFile.WriteAsync(
            path, Encoding.UTF8.GetBytes(_settings.ToJsonString(JsonSettings.Pretty) + "\n"), cancellationToken);

    private static string Show(JsonNode? value) => value?.ToJsonString(JsonSettings.Line) ?? "null";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
