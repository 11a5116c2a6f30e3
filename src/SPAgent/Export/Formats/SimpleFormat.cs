namespace SPAgent;

/// <summary>Question and answer. The question is the session's own, so the options of a multiple-choice question stay
/// with it.</summary>
internal sealed class SimpleFormat : SampleFormat
{
    public override string Name => "simple";

    internal override string Usage => "id, images, question, answer (the whole response), iteration, context.";

    internal override bool IsArray(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    internal override void Write(RowWriter writer, TrainingRow row)
    {
        writer.Json.WriteStartObject();
        writer.Json.WriteString("id"u8, row.Id);
        writer.Images("images"u8);
        writer.Text("question"u8, row.Question);
        writer.Text("answer"u8, row.Messages[^1].Text);
        writer.Json.WriteNumber("iteration"u8, row.Iteration);
        WriteContext(writer, row);
        writer.Json.WriteEndObject();
    }
}
