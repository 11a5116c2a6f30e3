namespace SPAgent;

/// <summary>Messages of plain text, a placeholder for each picture.</summary>
internal static class PlainMessages
{
    public static void Write(RowWriter writer, ReadOnlySpan<byte> name, TrainingRow row)
    {
        writer.Json.WriteStartArray(name);
        if (!row.System.Utf8.IsEmpty)
        {
            Message(writer, "system"u8, new() { Role = TrainingRole.User, Turn = 0, Text = row.System });
        }

        foreach (TrainingMessage message in row.Messages)
        {
            Message(writer, message.Role == TrainingRole.Assistant ? "assistant"u8 : "user"u8, message);
        }

        writer.Json.WriteEndArray();
    }

    private static void Message(RowWriter writer, ReadOnlySpan<byte> role, TrainingMessage message)
    {
        writer.Json.WriteStartObject();
        writer.Json.WriteString("role"u8, role);
        writer.Text("content"u8, message);
        writer.Json.WriteEndObject();
    }
}
