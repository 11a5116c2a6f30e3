namespace SPAgent;

/// <summary>Tars as WebDataset and Hugging Face's loader of that name read them.</summary>
/// <remarks>
/// Rows have as many fields as pictures. The loader wants the same fields of the first five rows, unless the card says
/// which there are: so it does.
/// </remarks>
internal sealed class WebDatasetFormat : TrainingFormat
{
    private const long ShardBytes = 1_000_000_000;

    private static readonly TableField s_json = TableField.Group(
        "json", TableField.Text("id"), TableField.Text("question"), TableField.Text("answer"),
        TableField.List("images", TableField.Text("")), TableField.Messages("messages"));

    public override string Name => "webdataset";

    public override ToolStyle DefaultToolStyle => ToolStyle.Text;

    internal override bool HasToolRoles => false;

    internal override bool EmbedsImages => true;

    internal override string Usage =>
        "`load_dataset(\"this folder\")`, or "
        + "`webdataset.WebDataset(\"train-{000000..NNNNNN}.tar\")`: pictures are the fields "
        + "`0.jpg`, `1.jpg` and so on, in the order in which `images` of `json` names them.";

    internal override string DataFile(string split) => $"{split}.tar";

    internal override IReadOnlyList<TableField> Table(TrainingRow row) =>
    [
        .. row.Images.Select((image, index) => TableField.Picture(TarRows.FieldOf(index, image))), s_json,
        TableField.Text("__key__"), TableField.Text("__url__"),
    ];

    internal override RowSink Open(ExportStaging place, string split) =>
        new TarRows(new(place, split, (file, _) => $"{split}-{file:000000}.tar", ShardBytes));

    internal override IEnumerable<RowProblem> Check(TrainingRow row) => PlainMessages.Check(row);

    internal override void Write(RowWriter writer, TrainingRow row)
    {
        writer.Json.WriteStartObject();
        PlainMessages.WriteQuestion(writer, row);
        writer.Json.WriteStartArray("images"u8);
        for (int i = 0; i < row.Images.Count; i++) writer.Json.WriteStringValue(TarRows.FieldOf(i, row.Images[i]));
        writer.Json.WriteEndArray();
        PlainMessages.Write(writer, "messages"u8, row);
        writer.Json.WriteEndObject();
    }
}
