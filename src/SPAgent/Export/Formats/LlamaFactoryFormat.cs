using System.Text.Json;

namespace SPAgent;

/// <summary>The sharegpt layout of LLaMA-Factory.</summary>
/// <remarks>
/// The trainer drops, with no more than a warning, a row whose turns do not alternate, and stops at one whose
/// placeholders do not match its pictures. Several calls of one turn are a JSON list.
/// </remarks>
internal sealed class LlamaFactoryFormat : TrainingFormat
{
    private const string Prefix = "spagent_", CallOpen = "<tool_call>", CallClose = "</tool_call>";

    // Its default, above which it makes pictures smaller while boxes stay as they are.
    private const int DefaultMaxPixels = 768 * 768;

    public override string Name => "llamafactory";

    public override IReadOnlyList<TrainingTask> Tasks => [TrainingTask.Sft, TrainingTask.Dpo, TrainingTask.Kto];

    internal override bool PairsShareTurns => true;

    internal override string Usage =>
        "Set `dataset_dir` and `media_dir` to this folder, and `dataset: spagent_train`. "
            + "`dataset_info.json` names every column.";

    internal override string UsageFor(TrainingTask task) => task switch
    {
        TrainingTask.Dpo => $"{Usage} Train with `stage: dpo`.",
        TrainingTask.Kto => $"{Usage} Train with `stage: kto`.",
        _ => Usage,
    };

    internal override string? Settings(ExportSizes sizes) =>
        $"`image_max_pixels: {Math.Max(DefaultMaxPixels, sizes.MostPixels)}` (the largest picture "
        + $"has {sizes.MostPixels:N0} pixels; the default of {DefaultMaxPixels:N0} makes larger ones smaller, and "
        + $"boxes count in the full ones)"
        + sizes.Tokens("cutoff_len");

    internal override IEnumerable<RowProblem> Check(TrainingRow row) =>
        [.. RowRules.Placeholders(row, "<video>", "<audio>"), .. RowRules.Alternation(row), .. RowRules.LastWord(row),
            .. RowRules.Tools(row), .. RowRules.Declared(row), .. RowRules.Sizes(row), .. Tags(row)];

    internal override void Write(RowWriter writer, TrainingRow row)
    {
        writer.Json.WriteStartObject();
        writer.Json.WriteStartArray("conversations"u8);
        int count = row.Rejected is null ? row.Messages.Count : row.Messages.Count - 1;
        foreach (TrainingMessage message in row.Messages.Take(count)) Write(writer, message);
        writer.Json.WriteEndArray();
        if (row.Rejected is { } other)
        {
            writer.Json.WritePropertyName("chosen"u8);
            Write(writer, row.Messages[^1]);
            writer.Json.WritePropertyName("rejected"u8);
            Write(writer, other.Messages[^1]);
        }

        if (row.Task == TrainingTask.Kto) writer.Json.WriteBoolean("kto_tag"u8, row.Succeeded!.Value);
        writer.Text("system"u8, row.System);
        writer.Text("tools"u8, row.Tools is { } tools ? EncodedText.OfJson(ToolDefinitions.Plain(tools)) : default);
        writer.Images("images"u8);
        writer.Json.WriteEndObject();
    }

    internal override IEnumerable<KeyValuePair<string, byte[]>> Companions(
        IReadOnlyList<string> splits, TrainingTask task) =>
        [new("dataset_info.json", CompactJson.Of(writer => WriteInfo(writer, splits, task), JsonSettings.Indented))];

    private static void Write(RowWriter writer, TrainingMessage message)
    {
        writer.Json.WriteStartObject();
        writer.Json.WriteString("from"u8, message.Role switch
        {
            TrainingRole.Tool => "observation"u8,
            TrainingRole.User => "human"u8,
            _ => message.Calls.Count > 0 ? "function_call"u8 : "gpt"u8,
        });
        if (message.Calls.Count > 0) writer.Text("value"u8, WithCalls(message));
        else writer.Text("value"u8, message);
        writer.Json.WriteEndObject();
    }

    // Words beside a call stand in front of its tags; without any it is bare, as the trainer's own examples have it.
    private static EncodedText WithCalls(TrainingMessage message)
    {
        EncodedText calls = EncodedText.OfJson(Calls(message.Calls));
        if (message.Text.Utf8.IsEmpty) return calls;
        EncodedText apart = message.Text.Utf8.EndsWith("\\n"u8) ? default : EncodedText.Of("\n");
        return EncodedText.Concat(message.Text, apart, EncodedText.Of(CallOpen), calls, EncodedText.Of(CallClose));
    }

    // The trainer finds a call beside words by its tags: by the first that it meets.
    private static IEnumerable<RowProblem> Tags(TrainingRow row)
    {
        foreach (TrainingMessage message in row.Messages.Where(message => message.Calls.Count > 0))
        {
            if (HoldsTag(message.Text))
                yield return new(message.Turn,
                    "the words beside a call hold <tool_call>, which the trainer takes for the call");
            if (message.Calls.All(call => call.Arguments.ValueKind == JsonValueKind.Object)
                && HoldsTag(EncodedText.OfJson(Calls(message.Calls))))
                yield return new(message.Turn, "a call holds the text <tool_call>, which the trainer takes for a tag");
        }
    }

    private static bool HoldsTag(EncodedText text) =>
        text.Count("<tool_call>"u8) > 0 || text.Count("</tool_call>"u8) > 0;

    private static byte[] Calls(IReadOnlyList<TrainingCall> calls) =>
        calls.Count == 1 ? calls[0].ToUtf8() : CompactJson.Of(writer =>
    {
        writer.WriteStartArray();
        foreach (TrainingCall call in calls) call.WriteTo(writer);
        writer.WriteEndArray();
    });

    private void WriteInfo(Utf8JsonWriter writer, IReadOnlyList<string> splits, TrainingTask task)
    {
        writer.WriteStartObject();
        foreach (string split in splits)
        {
            writer.WriteStartObject(Prefix + split);
            writer.WriteString("file_name", DataFile(split));
            writer.WriteString("formatting", "sharegpt");
            if (task == TrainingTask.Dpo) writer.WriteBoolean("ranking", true);
            (string, string)[] own = task switch
            {
                TrainingTask.Dpo => [("chosen", "chosen"), ("rejected", "rejected")],
                TrainingTask.Kto => [("kto_tag", "kto_tag")],
                _ => [],
            };
            Object(
                writer, "columns",
                [("messages", "conversations"), .. own, ("system", "system"), ("tools", "tools"),
                    ("images", "images")]);
            Object(writer, "tags", ("role_tag", "from"), ("content_tag", "value"), ("user_tag", "human"),
                ("assistant_tag", "gpt"), ("observation_tag", "observation"), ("function_tag", "function_call"));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Object(Utf8JsonWriter writer, string name, params (string Name, string Value)[] fields)
    {
        writer.WriteStartObject(name);
        foreach ((string field, string value) in fields) writer.WriteString(field, value);
        writer.WriteEndObject();
    }
}
