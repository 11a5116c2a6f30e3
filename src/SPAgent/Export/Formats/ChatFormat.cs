namespace SPAgent;

/// <summary>Chat messages whose content is a list of blocks, as servers and TRL take them. Text stays free: only blocks
/// are pictures.</summary>
internal abstract class ChatFormat : TrainingFormat
{
    internal override IEnumerable<RowProblem> Check(TrainingRow row) =>
        [.. RowRules.Alternation(row), .. RowRules.LastWord(row), .. RowRules.Tools(row), .. RowRules.Declared(row),
            .. Pictures(row)];

    /// <summary>One picture as a block.</summary>
    protected abstract void WriteImage(RowWriter writer, TrainingImage image);

    /// <summary>The arguments of a call.</summary>
    protected abstract void WriteArguments(RowWriter writer, TrainingCall call);

    /// <summary>Whether a message of the model is learnt, where the trainer can be told so.</summary>
    protected virtual void WriteWeight(RowWriter writer, TrainingRow row, TrainingMessage message) { }

    /// <summary>The definitions of the tools, where they stand apart from the text.</summary>
    protected static void WriteTools(RowWriter writer, TrainingRow row)
    {
        if (row.Tools is not { } tools) return;
        writer.Json.WritePropertyName("tools"u8);
        writer.Json.WriteRawValue(ToolDefinitions.Wrapped(tools), skipInputValidation: true);
    }

    protected void WriteMessages(RowWriter writer, TrainingRow row) => WriteMessages(writer, "messages"u8, row, ..);

    /// <summary>Some of the messages, as they stand among the others; in front of the first the system
    /// prompt.</summary>
    protected void WriteMessages(RowWriter writer, ReadOnlySpan<byte> name, TrainingRow row, Range some)
    {
        (int first, int count) = some.GetOffsetAndLength(row.Messages.Count);
        int image = row.Messages.Take(first).Sum(message => message.Images);
        int calls = row.Messages.Take(first).Sum(message => message.Calls.Count);
        writer.Json.WriteStartArray(name);
        if (first == 0 && !row.System.Utf8.IsEmpty)
            Write(writer, "system"u8, new() { Role = TrainingRole.User, Turn = 0, Text = row.System }, row, ref image);
        TrainingMessage? asked = first > 0 ? row.Messages[first - 1] : null;
        foreach (TrainingMessage message in row.Messages.Skip(first).Take(count))
        {
            if (message.Role == TrainingRole.Tool)
                WriteResults(writer, message, asked!, row, calls - asked!.Calls.Count, ref image);
            else
                Write(writer, message.Role == TrainingRole.User ? "user"u8 : "assistant"u8, message, row,
                    ref image, calls);
            calls += message.Calls.Count;
            asked = message;
        }

        writer.Json.WriteEndArray();
    }

    // Each call is answered by its id; pictures may stand in user messages only.
    private void WriteResults(RowWriter writer, TrainingMessage message, TrainingMessage asked, TrainingRow row,
        int firstCall, ref int image)
    {
        for (int i = 0; i < asked.Calls.Count; i++)
        {
            writer.Json.WriteStartObject();
            writer.Json.WriteString("role"u8, "tool"u8);
            writer.Json.WriteString("tool_call_id"u8, Id(firstCall + i));
            Blocks(writer, message with
            { LeadingImages = 0, InlineImages = 0, Text = message.Told.ElementAtOrDefault(i) }, row, ref image);
            writer.Json.WriteEndObject();
        }

        // As it was sent: the words in the messages of the tools, the pictures behind them.
        if (message.Images > 0)
            Write(writer, "user"u8, message with { LeadingImages = message.Images, InlineImages = 0, Text = default },
                row, ref image);
    }

    private void Write(RowWriter writer, ReadOnlySpan<byte> role, TrainingMessage message, TrainingRow row,
        ref int image, int firstCall = 0)
    {
        writer.Json.WriteStartObject();
        writer.Json.WriteString("role"u8, role);
        if (message.Calls.Count == 0 || !message.Text.Utf8.IsEmpty) Blocks(writer, message, row, ref image);
        if (message.Calls.Count > 0)
        {
            writer.Json.WriteStartArray("tool_calls"u8);
            for (int i = 0; i < message.Calls.Count; i++) WriteCall(writer, message.Calls[i], Id(firstCall + i));
            writer.Json.WriteEndArray();
        }

        if (message.Role == TrainingRole.Assistant) WriteWeight(writer, row, message);
        writer.Json.WriteEndObject();
    }

    private void WriteCall(RowWriter writer, TrainingCall call, string id)
    {
        writer.Json.WriteStartObject();
        writer.Json.WriteString("id"u8, id);
        writer.Json.WriteString("type"u8, "function"u8);
        writer.Json.WriteStartObject("function"u8);
        writer.Json.WriteString("name"u8, call.Name);
        writer.Json.WritePropertyName("arguments"u8);
        WriteArguments(writer, call);
        writer.Json.WriteEndObject();
        writer.Json.WriteEndObject();
    }

    private void Blocks(RowWriter writer, TrainingMessage message, TrainingRow row, ref int image)
    {
        writer.Json.WriteStartArray("content"u8);
        for (int i = 0; i < message.LeadingImages; i++) WriteImage(writer, row.Images[image++]);
        ReadOnlySpan<byte> rest = message.Text.Utf8;
        for (int i = 0; i < message.InlineImages; i++)
        {
            int at = rest.IndexOf(TrainingMessage.Placeholder);
            WriteText(writer, rest[..at]);
            WriteImage(writer, row.Images[image++]);
            rest = rest[(at + TrainingMessage.Placeholder.Length)..];
        }

        if (!rest.IsEmpty || message.Images == 0) WriteText(writer, rest, always: message.Images == 0);
        writer.Json.WriteEndArray();
    }

    private static void WriteText(RowWriter writer, ReadOnlySpan<byte> text, bool always = false)
    {
        if (text.IsEmpty && !always) return;
        writer.Json.WriteStartObject();
        writer.Json.WriteString("type"u8, "text"u8);
        writer.Json.WritePropertyName("text"u8);
        writer.Text(text);
        writer.Json.WriteEndObject();
    }

    private static IEnumerable<RowProblem> Pictures(TrainingRow row)
    {
        int shown = row.Messages.Sum(message => message.Images);
        if (shown != row.Images.Count)
            yield return new(null, $"it has {row.Images.Count} pictures and {shown} places for them");
        foreach (TrainingMessage message in row.Messages)
        {
            if (message.Role == TrainingRole.Assistant && message.Images > 0)
                yield return new(message.Turn, "the model itself shows a picture");
            if (message.Text.Count(TrainingMessage.Placeholder) < message.InlineImages)
                yield return new(message.Turn, "the text lacks the <image> of a picture");
        }
    }

    private static string Id(int call) => $"call_{call + 1}";
}
