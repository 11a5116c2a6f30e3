using System.Text.Json;

namespace SPAgent;

/// <summary>Writes a session and its samples, field by field in the documented order.</summary>
internal static class SessionJson
{
    /// <summary>One sample, indented; <paramref name="usage"/> and the sample's context are indented JSON
    /// already.</summary>
    public static byte[] Sample(InferenceSample sample, ReadOnlySpan<byte> context, ReadOnlySpan<byte> usage)
    {
        using var buffer = new PooledBuffer(
            context.Length + usage.Length + (2 * (sample.Prompt.Length + sample.Response.Length)) + 1024);
        using var writer = new Utf8JsonWriter(buffer, JsonSettings.Indented);
        writer.WriteStartObject();
        writer.WriteString("sample_id"u8, sample.SampleId);
        writer.WriteNumber("iteration"u8, sample.Iteration);
        writer.WriteStrings("images"u8, sample.Images);
        writer.WriteText("prompt"u8, sample.Prompt);
        writer.WriteText("response"u8, sample.Response);
        writer.WritePropertyName("context"u8);
        writer.WriteIndented(context, depth: 1);
        writer.WriteString("timestamp"u8, SessionLayout.Time(sample.Timestamp!.Value));
        if (sample.SavedImages.Count > 0) writer.WriteStrings("saved_images"u8, sample.SavedImages);
        if (sample.FinishReason is { } reason) writer.WriteString("finish_reason"u8, reason);
        if (sample.Reasoning is { } reasoning) writer.WriteText("reasoning"u8, reasoning);
        if (sample.LatencyMs is { } latency) writer.WriteNumber("latency_ms"u8, latency);
        if (usage.Length > 0)
        {
            writer.WritePropertyName("usage"u8);
            writer.WriteIndented(usage, depth: 1);
        }

        if (sample.StoredAsText.Count > 0) writer.WriteStrings("stored_as_text"u8, sample.StoredAsText);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.Written.ToArray();
    }

    /// <summary>The whole session; its samples as <see cref="Sample"/> wrote them.</summary>
    public static void Session(PooledBuffer buffer, CollectedSession session, IReadOnlyList<byte[]> samples)
    {
        using var writer = new Utf8JsonWriter(buffer, JsonSettings.Indented);
        writer.WriteStartObject();
        writer.WriteString("session_id"u8, session.SessionId);
        writer.WriteText("question"u8, session.Question);
        writer.WriteStrings("original_images"u8, session.OriginalImages);
        writer.WriteBoolean("success"u8, session.Success);
        writer.WriteString("final_answer"u8, session.FinalAnswer);
        writer.WriteString("error_message"u8, session.ErrorMessage);
        writer.WriteString("start_time"u8, SessionLayout.Time(session.StartTime!.Value));
        writer.WriteString("end_time"u8, SessionLayout.Time(session.EndTime!.Value));
        writer.WriteNumber("num_iterations"u8, session.NumIterations);
        writer.WriteStartArray("samples"u8);
        foreach (byte[] sample in samples) writer.WriteIndented(sample, depth: 2, item: true);
        writer.WriteEndArray();
        writer.WritePropertyName("metadata"u8);
        session.Metadata.WriteTo(writer);
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>The caller's metadata with what the collector adds; a value that is no object becomes the field
    /// <c>value</c>.</summary>
    public static JsonElement Metadata(object? metadata, string? model, string sourceKey)
    {
        var asText = new List<string>();
        JsonElement given = JsonText.Parse(LenientSerializer.Encode(metadata, "metadata", asText));
        using var buffer = new PooledBuffer(1024);
        using var writer = new Utf8JsonWriter(buffer, JsonSettings.Compact);
        writer.WriteStartObject();
        var names = new HashSet<string>(StringComparer.Ordinal) { "source_key" };
        if (given.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in given.EnumerateObject().Where(property => names.Add(property.Name)))
                property.WriteTo(writer);
        }
        else
        {
            writer.WritePropertyName("value"u8);
            given.WriteTo(writer);
        }

        if (model is not null && names.Add("model")) writer.WriteString("model"u8, model);
        if (asText.Count > 0 && names.Add("stored_as_text")) writer.WriteStrings("stored_as_text"u8, asText);
        writer.WriteString("source_key"u8, sourceKey);
        writer.WriteEndObject();
        writer.Flush();
        return JsonText.Parse(buffer.Written.ToArray());
    }
}
