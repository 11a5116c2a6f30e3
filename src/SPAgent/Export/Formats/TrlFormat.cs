namespace SPAgent;

/// <summary>Conversations for TRL: pictures in a column, and a block in the messages for each.</summary>
/// <remarks>Text style by default: arguments that differ from row to row make columns that Arrow can't type.</remarks>
internal sealed class TrlFormat : ChatFormat
{
    public override string Name => "trl";

    public override ToolStyle DefaultToolStyle => ToolStyle.Text;

    internal override string Usage =>
        "In this folder: `load_dataset(\"json\", data_files=\"train.jsonl\", split=\"train\").cast_column(\"images\", Sequence(Image()))`, then pass it to `SFTTrainer`.";

    internal override void Write(RowWriter writer, TrainingRow row)
    {
        writer.Json.WriteStartObject();
        writer.Images("images"u8);
        WriteMessages(writer, row);
        if (row.Tools is { } tools)
        {
            writer.Json.WritePropertyName("tools"u8);
            writer.Json.WriteRawValue(ToolDefinitions.Wrapped(tools), skipInputValidation: true);
        }

        writer.Json.WriteEndObject();
    }

    protected override void WriteImage(RowWriter writer, TrainingImage image) => writer.Json.WriteRawValue("""{"type":"image"}"""u8, skipInputValidation: true);

    protected override void WriteArguments(RowWriter writer, TrainingCall call) => call.Arguments.WriteTo(writer.Json);
}
