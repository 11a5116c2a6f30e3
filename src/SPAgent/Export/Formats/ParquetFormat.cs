namespace SPAgent;

/// <summary>A folder as the Hub holds datasets: Parquet files that say which columns are pictures, and a
/// card.</summary>
internal sealed class ParquetFormat : TrainingFormat
{
    // As large as the Hub's own tools make them.
    private const long ShardBytes = 500_000_000;

    private static readonly TableField[] s_columns =
    [
        TableField.List("images", TableField.Picture("")), TableField.Text("id"), TableField.Text("question"),
        TableField.Text("answer"), TableField.Messages("messages"),
    ];

    public override string Name => "parquet";

    public override ToolStyle DefaultToolStyle => ToolStyle.Text;

    internal override bool HasToolRoles => false;

    internal override bool EmbedsImages => true;

    internal override string Usage =>
        "`load_dataset(\"this folder\")`: images (a list of pictures), id, question, answer, messages.";

    internal override string DataFile(string split) => $"data/{split}.parquet";

    internal override IReadOnlyList<TableField> Table(TrainingRow row) => s_columns;

    internal override RowSink Open(ExportStaging place, string split) =>
        new ParquetRows(
            new(place, split, (file, files) => $"data/{split}-{file:00000}-of-{files:00000}.parquet", ShardBytes));

    internal override IEnumerable<RowProblem> Check(TrainingRow row) => PlainMessages.Check(row);

    internal override void Write(RowWriter writer, TrainingRow row)
    {
        writer.Json.WriteStartObject();
        writer.Places("images"u8);
        PlainMessages.WriteQuestion(writer, row);
        PlainMessages.Write(writer, "messages"u8, row);
        writer.Json.WriteEndObject();
    }
}
