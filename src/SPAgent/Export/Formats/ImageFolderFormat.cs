namespace SPAgent;

/// <summary>A folder that Hugging Face opens with its pictures: a folder for each split, metadata and pictures
/// inside.</summary>
internal sealed class ImageFolderFormat : TrainingFormat
{
    public override string Name => "imagefolder";

    public override ToolStyle DefaultToolStyle => ToolStyle.Text;

    internal override bool HasToolRoles => false;

    internal override bool NamesItsFiles => false;

    internal override string Usage => "`load_dataset(\"imagefolder\", data_dir=\"this folder\")`: images (a list of "
        + "pictures), id, question, answer, messages.";

    internal override string DataFile(string split) => $"{split}/metadata.jsonl";

    internal override string ImageFolderOf(string split) => $"{split}/images";

    internal override IEnumerable<RowProblem> Check(TrainingRow row) => PlainMessages.Check(row);

    internal override void Write(RowWriter writer, TrainingRow row)
    {
        writer.Json.WriteStartObject();
        writer.Images("file_names"u8);
        PlainMessages.WriteQuestion(writer, row);
        PlainMessages.Write(writer, "messages"u8, row);
        writer.Json.WriteEndObject();
    }
}
