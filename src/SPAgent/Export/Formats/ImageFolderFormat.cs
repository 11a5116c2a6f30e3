namespace SPAgent;

/// <summary>A folder that Hugging Face opens with its pictures: a folder for each split, metadata and pictures
/// inside.</summary>
internal sealed class ImageFolderFormat : TrainingFormat
{
    public override string Name => "imagefolder";

    public override ToolStyle DefaultToolStyle => ToolStyle.Text;

    internal override bool HasToolRoles => false;

    internal override string Usage => "`load_dataset(\"imagefolder\", data_dir=\"this folder\")`: images (a list of "
        + "pictures), id, question, answer, messages.";

    internal override string DataFile(string split) => $"{split}/metadata.jsonl";

    internal override string ImageFolderOf(string split) => $"{split}/images";

    internal override IEnumerable<RowProblem> Check(TrainingRow row) =>
        [.. RowRules.Placeholders(row), .. RowRules.Alternation(row), .. RowRules.LastWord(row),
            .. RowRules.Declared(row)];

    internal override void Write(RowWriter writer, TrainingRow row)
    {
        writer.Json.WriteStartObject();
        writer.Images("file_names"u8);
        writer.Json.WriteString("id"u8, row.Id);
        writer.Text("question"u8, row.Question);
        writer.Text("answer"u8, row.Messages[^1].Text);
        writer.Json.WriteStartArray("messages"u8);
        if (!row.System.Utf8.IsEmpty)
            Message(writer, "system"u8, new() { Role = TrainingRole.User, Turn = 0, Text = row.System });
        foreach (TrainingMessage message in row.Messages)
            Message(writer, message.Role == TrainingRole.Assistant ? "assistant"u8 : "user"u8, message);
        writer.Json.WriteEndArray();
        writer.Json.WriteEndObject();
    }

    private static void Message(RowWriter writer, ReadOnlySpan<byte> role, TrainingMessage message)
    {
        writer.Json.WriteStartObject();
        writer.Json.WriteString("role"u8, role);
        writer.Text("content"u8, message);
        writer.Json.WriteEndObject();
    }
}
