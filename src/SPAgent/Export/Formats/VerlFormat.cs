using System.Text.Json;

namespace SPAgent;

/// <summary>Parquet for verl: conversations to learn, or prompts with the truth that rewards ask for.</summary>
/// <remarks>
/// Its loaders put a picture where a text says <c>&lt;image&gt;</c>, and stop where there are more or fewer. Tools of a
/// conversation stand in its text: apart from it they would be columns whose parameters are null in one another.
/// </remarks>
internal sealed class VerlFormat : TrainingFormat
{
    private static readonly TableField s_images = TableField.List("images", TableField.Picture(""));

    private static readonly TableField[] s_conversation =
        [TableField.Messages("messages"), s_images, TableField.Flag("enable_thinking")];

    public override string Name => "verl";

    public override IReadOnlyList<TrainingTask> Tasks => [TrainingTask.Sft, TrainingTask.Grpo];

    public override ToolStyle DefaultToolStyle => ToolStyle.Text;

    internal override bool EmbedsImages => true;

    internal override string Usage =>
        "In this folder: `data.train_files=train.parquet data.multiturn.enable=true` for "
        + "`verl.trainer.fsdp_sft_trainer`; "
        + "messages, images, enable_thinking.";

    internal override string UsageFor(TrainingTask task) => task == TrainingTask.Sft ? Usage
        : "In this folder: `data.train_files=train.parquet data.image_key=images` for `verl.trainer.main_ppo`; your "
        + "`custom_reward_function` gets `reward_model.ground_truth`. Tools of the agent are those of "
        + "your `tool_config_path`; "
        + "each gets the row's picture by `create_kwargs.image`.";

    internal override string? Settings(ExportSizes sizes) =>
        $"`max_pixels` of the processor to at least {sizes.MostPixels} (the largest picture; "
        + $"boxes count in the full ones)"
        + sizes.Tokens("data.max_length");

    internal override string DataFile(string split) => $"{split}.parquet";

    // An agent that learns by trying is told its tools by the trainer.
    internal override ToolStyle StyleFor(ExportOptions options) =>
        options.Task == TrainingTask.Grpo ? options.ToolStyle ?? ToolStyle.Native : ToolStyle.Text;

    internal override IReadOnlyList<TableField> Table(TrainingRow row) =>
        row.Task != TrainingTask.Grpo ? s_conversation :
    [
        TableField.Text("data_source"),
        TableField.Messages("prompt"),
        s_images,
        TableField.Text("ability"),
        TableField.Group("reward_model", TableField.Text("style"), TableField.Text("ground_truth")),
        TableField.Group("extra_info",
            [TableField.Whole("index"), TableField.Flag("need_tools_kwargs"), .. ToolColumns(row)]),
    ];

    internal override RowSink Open(ExportStaging place, string split) =>
        new ParquetRows(new(place, split, (_, _) => DataFile(split)));

    internal override IEnumerable<RowProblem> Check(TrainingRow row) =>
    [
        .. RowRules.Placeholders(row, "<video>"), .. RowRules.Alternation(row), .. RowRules.LastWord(row),
        .. RowRules.Declared(row),
        .. RowRules.Sizes(row),
    ];

    internal override void Write(RowWriter writer, TrainingRow row)
    {
        writer.Json.WriteStartObject();
        if (row.Task == TrainingTask.Grpo)
        {
            WritePrompt(writer.Json, writer, row);
        }
        else
        {
            PlainMessages.Write(writer, "messages"u8, row);
            writer.Places("images"u8);
            writer.Json.WriteBoolean("enable_thinking"u8,
                row.Messages.Any(message => message.Text.Count("<think>"u8) > 0));
        }

        writer.Json.WriteEndObject();
    }

    private static void WritePrompt(Utf8JsonWriter json, RowWriter writer, TrainingRow row)
    {
        json.WriteString("data_source"u8, row.DatasetName);
        PlainMessages.Write(writer, "prompt"u8, row);
        writer.Places("images"u8);
        json.WriteString("ability"u8, "vision"u8);
        json.WriteStartObject("reward_model"u8);
        json.WriteString("style"u8, "rule"u8);
        json.WriteString("ground_truth"u8, row.Truth!.Text);
        json.WriteEndObject();
        json.WriteStartObject("extra_info"u8);
        json.WriteNumber("index"u8, row.Index);
        json.WriteBoolean("need_tools_kwargs"u8, row.Tools is not null);
        if (row.Tools is not null)
        {
            json.WriteStartObject("tools_kwargs"u8);
            foreach (string tool in Tools(row))
            {
                json.WriteStartObject(tool);
                json.WriteStartObject("create_kwargs"u8);
                if (row.Images.Count > 0) json.WriteNumber("image"u8, 0);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // Each tool begins with the row's first picture.
    private static IEnumerable<TableField> ToolColumns(TrainingRow row) => row.Tools is null ? [] :
        [TableField.Group("tools_kwargs", Tools(row).Select(tool =>
            TableField.Group(tool, TableField.Group("create_kwargs", TableField.DataUri("image")))))];

    private static IEnumerable<string> Tools(TrainingRow row) =>
        ToolDefinitions.Signatures(row.Tools!.Value).Select(tool => tool.Name);
}
