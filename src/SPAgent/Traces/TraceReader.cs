using System.Text.Json;

namespace SPAgent;

/// <summary>Reads trace files in every spelling that is known to exist.</summary>
/// <remarks>
/// The spellings differ in the names of turns (<c>conversation_log</c> with <c>assistant_response</c> or
/// <c>response</c>, <c>conversation_history</c> with <c>response</c>) and of tool calls (<c>tool_calls_log</c>, or
/// <c>tool_calls</c> with the call nested), and old files lack <c>initial_prompt</c>. Each name is looked for on its
/// own, so mixtures are read as well.
/// </remarks>
internal static class TraceReader
{
    public const string WrittenVariant = "conversation_log.assistant_response, tool_calls_log";

    public const int LargestFile = 256 << 20;

    public static Trace Load(string path)
    {
        try
        {
            using RentedFile file = RentedFile.Read(path, LargestFile);
            return Parse(file.Bytes, path);
        }
        catch (InvalidDataException tooLarge)
        {
            throw new TraceException(path, null, tooLarge.Message, "Remove it", tooLarge);
        }
        catch (Exception error) when (error is not TraceException and (IOException or UnauthorizedAccessException))
        {
            throw new TraceException(path, null, $"it can't be read ({error.Message})",
                "Check the path and its permissions", error);
        }
    }

    public static Trace Parse(ReadOnlyMemory<byte> utf8, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(JsonText.Strict(utf8), JsonText.Deep);
            return Read(new TraceField(name, "", "", document.RootElement));
        }
        catch (JsonException error)
        {
            string seen = utf8.IsEmpty
                ? "it is empty"
                : $"the JSON is torn or wrong at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}";
            throw new TraceException(name, null, seen, "Remove it, and let the run write it again", error);
        }
    }

    private static Trace Read(TraceField root)
    {
        TraceObject fields = new(root);
        TraceField index = fields.Need("sample_index");
        TraceField? history = fields.Take("conversation_history");
        TraceField log = fields.Take("conversation_log") ?? history ?? throw root.Missing("conversation_log");
        TraceField? nestedCalls = fields.Take("tool_calls");
        TraceField? calls = fields.Take("tool_calls_log") ?? nestedCalls;
        (ConversationTurn[] turns, string spelling) = TurnReader.Turns(log);
        return new Trace
        {
            Source = root.File,
            DatasetPath = fields.Take("dataset_path")?.Text(),
            SampleIndex = index.Count() ?? throw index.Wrong("a whole number"),
            // Under this name other projects may keep something else.
            Rollout = fields.Take("rollout", IsRollout)?.Count() ?? 1,
            SampleData = fields.Take("sample_data")?.Object() ?? Trace.NoData,
            InitialPrompt = fields.Take("initial_prompt") is { IsNull: false } prompt ? Prompt(new(prompt)) : null,
            Turns = turns,
            ToolCalls = [.. calls?.Items().Select(ToolCallReader.Read) ?? []],
            FinalResponse = fields.Take("final_response") is TraceField final ? final.Text() ?? ""
                : turns.LastOrDefault()?.Response ?? "",
            Reward = fields.Take("reward_score") is TraceField reward ? Reward(reward) : null,
            Metadata = fields.Take("metadata")?.Object(),
            FormatVersion = Version(fields.Take("format_version")),
            Model = fields.Take("model")?.Text(),
            ImageSha256 = fields.Take("image_sha256")?.Text(),
            Pictures = fields.Take("pictures", JsonValueKind.Object) is { } pictures
                ? TracePicturesReader.Read(new(pictures)) : null,
            EndedBy = fields.Take("ended_by", JsonValueKind.String)?.Text(),
            StartedAt = fields.Take("started_at")?.Time(),
            DurationMs = fields.Take("duration_ms")?.Milliseconds(),
            Attempts = fields.Take("attempts")?.Count(),
            Judgements = JudgementJson.Read(fields),
            Extra = fields.Rest(),
            Variant = $"{log.Name}.{spelling}, {calls?.Name ?? "tool_calls_log"}",
        };
    }

    private static int? Version(TraceField? field)
    {
        if (field is not { } given || given.Count() is not { } version) return null;
        if (version <= Trace.CurrentFormatVersion) return version;
        throw new TraceException(given.File, given.Path,
            $"its version is {version}, and this program reads {Trace.CurrentFormatVersion}", "Take a later one");
    }

    private static bool IsRollout(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number > 1;

    private static InitialPrompt Prompt(TraceObject fields) => new()
    {
        System = fields.Take("system")?.Text() ?? "",
        User = fields.Take("user")?.Text() ?? "",
        Tools = fields.Take("tools")?.Raw(),
        ToolsMode = fields.Take("tools_mode")?.Text(),
        Extra = fields.Rest(),
    };

    private static RewardScore? Reward(TraceField reward)
    {
        try
        {
            return RewardScoreConverter.Read(reward.Value);
        }
        catch (JsonException)
        {
            throw reward.Wrong("an object with a number as score and true or false as parse_success");
        }
    }
}
