using System.Text.Json;

namespace SPAgent;

/// <summary>The sharegpt layout of LLaMA-Factory.</summary>
/// <remarks>
/// The trainer drops, with no more than a warning, a row whose turns do not alternate, and stops at one whose placeholders do not match
/// its pictures. Several calls of one turn are a JSON list.
/// </remarks>
internal sealed class LlamaFactoryFormat : TrainingFormat
{
    private const string Prefix = "spagent_";

    public override string Name => "llamafactory";

    internal override string Usage =>
        "Set `dataset_dir` and `media_dir` to this folder, and `dataset: spagent_train`. `dataset_info.json` names every column; words beside a tool call are not in the rows unless they were exported with the text style.";

    internal override IEnumerable<RowProblem> Check(TrainingRow row) =>
        [.. RowRules.Placeholders(row, "<video>", "<audio>"), .. RowRules.Alternation(row), .. RowRules.LastWord(row), .. RowRules.Tools(row)];

    internal override void Write(RowWriter writer, TrainingRow row)
    {
        writer.Json.WriteStartObject();
        writer.Json.WriteStartArray("conversations"u8);
        foreach (TrainingMessage message in row.Messages) Write(writer, message);
        writer.Json.WriteEndArray();
        writer.Text("system"u8, row.System);
        writer.Text("tools"u8, row.Tools is { } tools ? EncodedText.OfJson(ToolDefinitions.Plain(tools)) : default);
        writer.Images("images"u8);
        writer.Json.WriteEndObject();
    }

    internal override IEnumerable<KeyValuePair<string, byte[]>> Companions(IReadOnlyList<string> splits) =>
        [new("dataset_info.json", CompactJson.Of(writer => WriteInfo(writer, splits), CompactJson.Indented))];

    private static void Write(RowWriter writer, TrainingMessage message)
    {
        writer.Json.WriteStartObject();
        writer.Json.WriteString("from"u8, message.Role switch
        {
            TrainingRole.Tool => "observation"u8,
            TrainingRole.User => "human"u8,
            _ => message.Calls.Count > 0 ? "function_call"u8 : "gpt"u8,
        });
        if (message.Calls.Count > 0) writer.Text("value"u8, EncodedText.OfJson(Calls(message.Calls)));
        else writer.Text("value"u8, message);
        writer.Json.WriteEndObject();
    }

    private static byte[] Calls(IReadOnlyList<TrainingCall> calls) => calls.Count == 1 ? calls[0].ToUtf8() : CompactJson.Of(writer =>
    {
        writer.WriteStartArray();
        foreach (TrainingCall call in calls) call.WriteTo(writer);
        writer.WriteEndArray();
    });

    private void WriteInfo(Utf8JsonWriter writer, IReadOnlyList<string> splits)
    {
        writer.WriteStartObject();
        foreach (string split in splits)
        {
            writer.WriteStartObject(Prefix + split);
            writer.WriteString("file_name", DataFile(split));
            writer.WriteString("formatting", "sharegpt");
            Object(writer, "columns", ("messages", "conversations"), ("system", "system"), ("tools", "tools"), ("images", "images"));
            Object(writer, "tags", ("role_tag", "from"), ("content_tag", "value"), ("user_tag", "human"), ("assistant_tag", "gpt"), ("observation_tag", "observation"), ("function_tag", "function_call"));
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
