namespace SPAgent;

/// <summary>Conversations for axolotl: content in blocks, each picture a block with its path.</summary>
/// <remarks>Blocks and no marks: a mark in the text beyond the first is not filled there.</remarks>
internal sealed class AxolotlFormat : ChatFormat
{
    public override string Name => "axolotl";

    public override ToolStyle DefaultToolStyle => ToolStyle.Text;

    internal override string Usage =>
        "In this folder: `datasets: [{path: train.jsonl, ds_type: json, type: chat_template, field_messages: "
            + "messages}]`; the paths of pictures are relative to it.";

    internal override string? Settings(ExportSizes sizes) =>
        $"`image_size` unset, or pictures and boxes no longer fit (the largest picture "
        + $"has {sizes.MostPixels:N0} pixels)"
        + sizes.Tokens("sequence_len");

    internal override IEnumerable<RowProblem> Check(TrainingRow row) =>
        [.. RowRules.Literals(row), .. base.Check(row), .. RowRules.Sizes(row)];

    internal override void Write(RowWriter writer, TrainingRow row)
    {
        writer.Json.WriteStartObject();
        WriteMessages(writer, row);
        WriteTools(writer, row);
        writer.Json.WriteEndObject();
    }

    protected override void WriteImage(RowWriter writer, TrainingImage image)
    {
        writer.Json.WriteStartObject();
        writer.Json.WriteString("type"u8, "image"u8);
        writer.Json.WriteString("path"u8, writer.NameOf(image));
        writer.Json.WriteEndObject();
    }

    protected override void WriteArguments(RowWriter writer, TrainingCall call) => call.Arguments.WriteTo(writer.Json);
}
