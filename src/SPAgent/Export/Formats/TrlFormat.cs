namespace SPAgent;

/// <summary>Conversations for TRL: pictures in a column, and a block in the messages for each.</summary>
/// <remarks>Text style by default: arguments that differ from row to row make columns that Arrow can't type.</remarks>
internal sealed class TrlFormat : ChatFormat
{
    public override string Name => "trl";

    public override ToolStyle DefaultToolStyle => ToolStyle.Text;

    internal override IEnumerable<RowProblem> Check(TrainingRow row) => [.. base.Check(row), .. RowRules.Sizes(row)];

    internal override string? Settings(ExportSizes sizes) =>
        "`max_length=None`, since a limit cuts the tokens of pictures off; loss is on all tokens of a "
        + "conversation with pictures"
        + (sizes.HasTools ? "; tools apart from the text (`--tool-style native`) are not passed to models that see, so "
            + "export with `--tool-style text`" : "");

    internal override string Usage =>
        "In this folder: `load_dataset(\"json\", data_files=\"train.jsonl\", split=\"train\").cast_column(\"images\", "
            + "Sequence(Image()))`, then pass it to `SFTTrainer`.";

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

    protected override void WriteImage(RowWriter writer, TrainingImage image) =>
        writer.Json.WriteRawValue("""{"type":"image"}"""u8, skipInputValidation: true);

    protected override void WriteArguments(RowWriter writer, TrainingCall call) => call.Arguments.WriteTo(writer.Json);
}
