namespace SPAgent;

/// <summary>Rows whose messages are plain text, with a placeholder for each picture.</summary>
internal static class PlainMessages
{
    /// <summary>What such a row must keep to.</summary>
    public static IEnumerable<RowProblem> Check(TrainingRow row) =>
        [.. RowRules.Placeholders(row), .. RowRules.Alternation(row), .. RowRules.LastWord(row),
            .. RowRules.Declared(row)];

    /// <summary>The members <c>id</c>, <c>question</c> and <c>answer</c>.</summary>
    public static void WriteQuestion(RowWriter writer, TrainingRow row)
    {
        writer.Json.WriteString("id"u8, row.Id);
        writer.Text("question"u8, row.Question);
        writer.Text("answer"u8, row.Messages[^1].Text);
    }

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
