using System.Text.Json;

namespace SPAgent;

/// <summary>The formats with the fields of the Python original. They ask nothing of a row but that it has samples'
/// fields.</summary>
internal abstract class SampleFormat : TrainingFormat
{
    public override bool IsFolder => false;

    public override ToolStyle DefaultToolStyle => ToolStyle.Text;

    internal override bool HasToolRoles => false;

    internal override ImageHandling DefaultImages => ImageHandling.Reference;

    internal override IEnumerable<RowProblem> Check(TrainingRow row) => RowRules.LastWord(row);

    /// <summary>What surrounds the words: of a sample its context; of a trace the whole conversation, its truth and its
    /// score.</summary>
    protected static void WriteContext(RowWriter writer, TrainingRow row)
    {
        writer.Json.WritePropertyName("context"u8);
        if (row.Trace is null)
        {
            if (row.Sample is { } sample && sample.TryGetProperty("context"u8, out JsonElement context))
                writer.Copy(context, row.Texts);
            else writer.Json.WriteRawValue("{}"u8);
            return;
        }

        writer.Json.WriteStartObject();
        writer.Text("system"u8, row.System);
        writer.Json.WriteStartArray("messages"u8);
        foreach (TrainingMessage message in row.Messages)
        {
            writer.Json.WriteStartObject();
            writer.Json.WriteString("role"u8, message.Role == TrainingRole.Assistant ? "assistant"u8 : "user"u8);
            writer.Text("content"u8, message);
            writer.Json.WriteEndObject();
        }

        writer.Json.WriteEndArray();
        writer.Json.WritePropertyName("sample_data"u8);
        JsonText.Write(writer.Json, row.Trace.SampleData);
        if (row.Trace.Reward is { } reward)
        {
            if (double.IsFinite(reward.Score)) writer.Json.WriteNumber("score"u8, reward.Score);
            else writer.Json.WriteNull("score"u8);
        }

        if (row.Model is not null) writer.Json.WriteString("model"u8, row.Model);
        writer.Json.WriteEndObject();
    }
}
