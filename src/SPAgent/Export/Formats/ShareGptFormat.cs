namespace SPAgent;

/// <summary>Conversations between human and gpt, as the Python original writes them.</summary>
internal sealed class ShareGptFormat : SampleFormat
{
    public override string Name => "sharegpt";

    internal override string Usage => "id, images, conversations [{from: human, value}, {from: gpt, value}]. Where "
        + "tools were used, their results are the human's.";

    internal override bool IsArray(string path) => !path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase);

    internal override void Write(RowWriter writer, TrainingRow row)
    {
        writer.Json.WriteStartObject();
        writer.Json.WriteString("id"u8, row.Id);
        writer.Images("images"u8);
        writer.Json.WriteStartArray("conversations"u8);
        if (!row.System.Utf8.IsEmpty) Turn(writer, "system"u8, row.System);
        foreach (TrainingMessage message in row.Messages) Write(writer, row, message);
        writer.Json.WriteEndArray();
        writer.Json.WriteEndObject();
    }

    // The original puts no placeholder into a sample's prompt; those that a prompt holds itself stay.
    private static void Write(RowWriter writer, TrainingRow row, TrainingMessage message)
    {
        if (message.Role == TrainingRole.Assistant) Turn(writer, "gpt"u8, message.Text);
        else Turn(writer, "human"u8, row.AskQuestionOnly ? row.Question : message.Text);
    }

    private static void Turn(RowWriter writer, ReadOnlySpan<byte> from, EncodedText value)
    {
        writer.Json.WriteStartObject();
        writer.Json.WriteString("from"u8, from);
        writer.Json.WritePropertyName("value"u8);
        writer.Text(value);
        writer.Json.WriteEndObject();
    }
}
