using System.Text.Json;

namespace SPAgent;

/// <summary>One sample a line with all its fields. A trace becomes a sample whose context is the
/// conversation.</summary>
internal class JsonLinesFormat : SampleFormat
{
    public override string Name => "jsonl";

    internal override string Usage => "One JSON object a line: sample_id, iteration, images, prompt, response, "
        + "context, and what else the sample holds.";

    internal override void Write(RowWriter writer, TrainingRow row)
    {
        writer.Json.WriteStartObject();
        if (row.Sample is { } sample) WriteFields(writer, row, sample);
        else WriteTrace(writer, row);
        writer.Json.WriteEndObject();
    }

    private static void WriteFields(RowWriter writer, TrainingRow row, JsonElement sample)
    {
        foreach (JsonProperty field in sample.EnumerateObject())
        {
            if (field.NameEquals("images"u8))
            {
                writer.Images("images"u8);
                continue;
            }

            // What was thought led to another answer.
            if (row.IsBettered && field.NameEquals("reasoning"u8)) continue;
            if (row.IsBettered && field.NameEquals("response"u8))
            {
                writer.Text("response"u8, row.Messages[^1].Text);
                continue;
            }

            writer.Name(field);
            writer.Copy(field.Value, row.Texts);
        }
    }

    private static void WriteTrace(RowWriter writer, TrainingRow row)
    {
        writer.Json.WriteString("sample_id"u8, row.Id);
        writer.Json.WriteNumber("iteration"u8, row.Iteration);
        writer.Images("images"u8);
        writer.Text("prompt"u8, row.Messages[0]);
        writer.Text("response"u8, row.Messages[^1]);
        WriteContext(writer, row);
        if (row.Trace!.StartedAt is { } started) writer.Json.WriteString("timestamp"u8, started);
    }
}
