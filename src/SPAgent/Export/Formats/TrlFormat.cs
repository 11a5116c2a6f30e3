using System.Text.Json;

namespace SPAgent;

/// <summary>Conversations for TRL: pictures in a column, and a block in the messages for each.</summary>
/// <remarks>Text style by default: arguments that differ from row to row make columns that Arrow can't type.</remarks>
internal class TrlFormat : ChatFormat
{
    public override string Name => "trl";

    public override ToolStyle DefaultToolStyle => ToolStyle.Text;

    public override IReadOnlyList<TrainingTask> Tasks => Enum.GetValues<TrainingTask>();

    internal override bool LearnsFinalOnly => true;

    // Pictures stand in the prompt only.
    internal override bool PairsShareTurns => true;

    internal override IEnumerable<RowProblem> Check(TrainingRow row) => [.. base.Check(row), .. RowRules.Sizes(row)];

    internal override string? Settings(ExportSizes sizes) =>
        "`max_length=None`, since a limit cuts the tokens of pictures off; loss is on all tokens of a "
        + "conversation with pictures"
        + (sizes.HasTools ? "; tools apart from the text (`--tool-style native`) are not passed to models that see, so "
            + "export with `--tool-style text`" : "");

    internal override string Usage =>
        "In this folder: `load_dataset(\"json\", data_files=\"train.jsonl\", split=\"train\").cast_column(\"images\", "
            + "Sequence(Image()))`, then pass it to `SFTTrainer`.";

    internal override string UsageFor(TrainingTask task) => task == TrainingTask.Sft ? Usage
        : Usage.Replace("SFTTrainer", $"{task.ToString().ToUpperInvariant()}Trainer", StringComparison.Ordinal)
            + (task == TrainingTask.Grpo
                ? " Your reward function gets the columns of the truth, and all of it in `solution`." : "");

    internal override void Write(RowWriter writer, TrainingRow row)
    {
        writer.Json.WriteStartObject();
        writer.Images("images"u8);
        switch (row.Task)
        {
            case TrainingTask.Dpo:
                WriteMessages(writer, "prompt"u8, row, ..^1);
                WriteMessages(writer, "chosen"u8, row, ^1..);
                WriteMessages(writer, "rejected"u8, row.Rejected!, ^1..);
                break;
            case TrainingTask.Kto:
                WriteMessages(writer, "prompt"u8, row, ..^1);
                WriteMessages(writer, "completion"u8, row, ^1..);
                writer.Json.WriteBoolean("label"u8, row.Succeeded!.Value);
                break;
            case TrainingTask.Grpo:
                WriteMessages(writer, "prompt"u8, row, ..);
                WriteTruth(writer, row.Truth!);
                break;
            case TrainingTask.Sft when row.LossOnFinal:
                WriteMessages(writer, "prompt"u8, row, ..^1);
                WriteMessages(writer, "completion"u8, row, ^1..);
                break;
            default:
                WriteMessages(writer, row);
                break;
        }

        WriteTools(writer, row);
        writer.Json.WriteEndObject();
    }

    // Columns of the truth under their names; the trainer's own rewards read `solution`.
    private static void WriteTruth(RowWriter writer, RowTruth truth)
    {
        foreach ((string name, JsonElement value) in truth.Columns)
        {
            writer.Json.WritePropertyName(name);
            value.WriteTo(writer.Json);
        }

        writer.Json.WriteString("solution"u8, truth.Text);
    }

    protected override void WriteImage(RowWriter writer, TrainingImage image) =>
        writer.Json.WriteRawValue("""{"type":"image"}"""u8, skipInputValidation: true);

    protected override void WriteArguments(RowWriter writer, TrainingCall call) => call.Arguments.WriteTo(writer.Json);
}
