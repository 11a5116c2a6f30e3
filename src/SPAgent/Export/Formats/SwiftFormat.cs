namespace SPAgent;

/// <summary>The messages of ms-swift. The words beside a call are an assistant message of their own in front of
/// it.</summary>
/// <remarks>A wrong number of placeholders misaligns pictures there without a word, so it is refused here.</remarks>
internal sealed class SwiftFormat : TrainingFormat
{
    public override string Name => "swift";

    public override IReadOnlyList<TrainingTask> Tasks => Enum.GetValues<TrainingTask>();

    internal override bool LearnsFinalOnly => true;

    internal override string Usage =>
        "Run in this folder: `swift sft --dataset train.jsonl`; the paths of pictures are relative to it.";

    internal override string UsageFor(TrainingTask task) => task switch
    {
        TrainingTask.Sft => Usage,
        TrainingTask.Grpo =>
            "Run in this folder: `swift rlhf --rlhf_type grpo --dataset train.jsonl`; the paths of "
            + "pictures are relative to it. "
            + "Your reward function gets the column `solution`.",
        _ =>
            $"Run in this folder: `swift rlhf --rlhf_type {task.ToString().ToLowerInvariant()} --dataset train.jsonl`; "
            + "the paths of pictures are relative to it.",
    };

    internal override IEnumerable<RowProblem> Check(TrainingRow row) =>
        [.. RowRules.Placeholders(row, "<video>", "<audio>", "<bbox>", "<ref-object>"), .. RowRules.Alternation(row),
            .. RowRules.LastWord(row), .. RowRules.Tools(row), .. RowRules.Declared(row), .. RowRules.Sizes(row)];

    internal override string? Settings(ExportSizes sizes) =>
        $"`MAX_PIXELS={sizes.MostPixels}` in the environment (the largest picture; boxes count in the full ones)"
        + sizes.Tokens("--max_length");

    internal override void Write(RowWriter writer, TrainingRow row)
    {
        writer.Json.WriteStartObject();
        Messages(writer, "messages"u8, row);
        if (row.Rejected is { } other) Messages(writer, "rejected_messages"u8, other);
        writer.Images("images"u8);
        if (row.Rejected is not null) writer.RejectedImages("rejected_images"u8);
        if (row.Task == TrainingTask.Kto) writer.Json.WriteBoolean("label"u8, row.Succeeded!.Value);
        if (row.Task == TrainingTask.Grpo) writer.Json.WriteString("solution"u8, row.Truth!.Text);
        if (row.Tools is { } tools) writer.Text("tools"u8, EncodedText.OfJson(ToolDefinitions.Wrapped(tools)));
        writer.Json.WriteEndObject();
    }

    private static void Messages(RowWriter writer, ReadOnlySpan<byte> name, TrainingRow row)
    {
        writer.Json.WriteStartArray(name);
        if (!row.System.Utf8.IsEmpty) Message(writer, "system"u8, row.System);
        foreach (TrainingMessage message in row.Messages)
        {
            bool passed = row.LossOnFinal && message.Role == TrainingRole.Assistant && message != row.Messages[^1];
            Write(writer, passed ? message with { IsMistake = true } : message);
        }

        writer.Json.WriteEndArray();
    }

    private static void Write(RowWriter writer, TrainingMessage message)
    {
        ReadOnlySpan<byte> role = message.Role switch
        {
            TrainingRole.User => "user"u8,
            TrainingRole.Assistant => "assistant"u8,
            _ => "tool_response"u8,
        };
        // The trainer joins neighbouring messages of the model as they stand.
        bool beside = message.Calls.Count > 0 && !message.Text.Utf8.IsEmpty && !message.Text.Utf8.EndsWith("\\n"u8);
        EncodedText text = beside ? EncodedText.Concat(message.Text, EncodedText.Of("\n")) : message.Text;
        // It forgets the loss of a call, and keeps that of the message in front.
        if (message.Calls.Count == 0 || !text.Utf8.IsEmpty || message.IsMistake)
            Message(writer, role, text, message.LeadingImages, message.IsMistake);
        foreach (TrainingCall call in message.Calls)
            Message(writer, "tool_call"u8, EncodedText.OfJson(call.ToUtf8()), isMistake: message.IsMistake);
    }

    private static void Message(RowWriter writer, ReadOnlySpan<byte> role, EncodedText content, int placeholders = 0,
        bool isMistake = false)
    {
        writer.Json.WriteStartObject();
        writer.Json.WriteString("role"u8, role);
        writer.Json.WritePropertyName("content"u8);
        writer.Text(content, placeholders);
        if (isMistake) writer.Json.WriteBoolean("loss"u8, false);
        writer.Json.WriteEndObject();
    }
}
