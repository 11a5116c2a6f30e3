using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>What the front matter of a dataset's README says of its files and columns.</summary>
internal sealed class HubReadme
{
    private readonly JsonNode? _info;

    private HubReadme(JsonObject card)
    {
        _info = card["dataset_info"];
        Configs = card["configs"] is JsonArray configs ? [.. configs.Select(Config)] : [];
    }

    public IReadOnlyList<HubConfig> Configs { get; }

    /// <exception cref="InvalidDataException">The front matter can't be read.</exception>
    public static HubReadme? Read(string file) => FrontMatter.Read(file) is JsonObject card ? new(card) : null;

    /// <summary>The features of a configuration; null where the README names none.</summary>
    public HuggingFaceFeatures? Features(string config)
    {
        JsonNode? info = _info is JsonArray list
            ? list.FirstOrDefault(entry => Text(Member(entry, "config_name")) == config)
            : _info;
        if (info is JsonObject && Text(Member(info, "config_name")) is { } name && name != config) return null;
        return Member(info, "features") is JsonArray features
            ? new(JsonSerializer.SerializeToElement(HubFeatures.Of(features)))
            : null;
    }

    private static HubConfig Config(JsonNode? config)
    {
        string name = Text(Member(config, "config_name")) ?? "default";
        bool isDefault = Text(Member(config, "default")) is "true" or "True";
        return new(name, isDefault, Text(Member(config, "data_dir")), Splits(Member(config, "data_files")));
    }

    private static OrderedDictionary<string, List<string>>? Splits(JsonNode? files)
    {
        var splits = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        switch (files)
        {
            case null: return null;
            case JsonObject named:
                foreach ((string split, JsonNode? paths) in named) Add(splits, split, paths);
                break;
            case JsonArray list:
                foreach (JsonNode? entry in list)
                {
                    string split = Text(Member(entry, "split")) ?? "train";
                    Add(splits, split, entry is JsonObject ? Member(entry, "path") : entry);
                }

                break;
            default: Add(splits, "train", files); break;
        }

        return splits.Count > 0 ? splits : throw new InvalidDataException("its data_files name no file.");
    }

    private static void Add(OrderedDictionary<string, List<string>> splits, string split, JsonNode? paths)
    {
        if (!splits.TryGetValue(split, out List<string>? known)) splits[split] = known = [];
        foreach (JsonNode? path in paths is JsonArray list ? [.. list] : new[] { paths })
        {
            known.Add(Text(path) ?? throw new InvalidDataException(
                $"its data_files give no path for the split \"{split}\"."));
        }
    }

    private static JsonNode? Member(JsonNode? node, string name) => (node as JsonObject)?[name];

    private static string? Text(JsonNode? node) => node is JsonValue value ? value.GetValue<string>() : null;
}
