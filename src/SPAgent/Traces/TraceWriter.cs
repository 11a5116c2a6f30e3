using System.Buffers;
using System.Text.Json;

namespace SPAgent;

/// <summary>
/// Writes the one form that this library writes. What readers of the original form look for comes first, in its order;
/// the additions follow, so that those readers never notice them.
/// </summary>
internal static class TraceWriter
{
    private static readonly string[] Summary =
        ["total_turns", "num_tool_calls", "parse_success", "distance_km", "score"];

    /// <summary>The file: indent 2, UTF-8 unescaped, no byte order mark, a line feed at the end.</summary>
    public static byte[] ToUtf8(Trace trace)
    {
        ArrayBufferWriter<byte> file = new(4096);
        using (Utf8JsonWriter writer = new(file, JsonSettings.Indented))
        {
            Write(writer, trace);
        }

        file.Write("\n"u8);
        return file.WrittenSpan.ToArray();
    }

    public static void Text(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null) writer.WriteString(name, text);
    }

    public static void Number(Utf8JsonWriter writer, string name, long? number)
    {
        if (number is long known) writer.WriteNumber(name, known);
    }

    /// <summary>Fields that the reader did not know.</summary>
    public static void Extra(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, JsonElement>> fields)
    {
        foreach ((string name, JsonElement value) in fields) Raw(writer, name, value);
    }

    /// <summary>The tokens of a reply; an empty object where nothing is known of them.</summary>
    public static void Usage(Utf8JsonWriter writer, TokenUsage? usage)
    {
        writer.WriteStartObject("usage");
        Number(writer, "prompt_tokens", usage?.PromptTokens);
        Number(writer, "cached_tokens", usage?.CachedTokens);
        Number(writer, "completion_tokens", usage?.CompletionTokens);
        Number(writer, "total_tokens", usage?.TotalTokens);
        Extra(writer, usage?.Extra ?? []);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Trace trace)
    {
        writer.WriteStartObject();
        writer.WriteString("dataset_path", trace.DatasetPath);
        writer.WriteNumber("sample_index", trace.SampleIndex);
        Raw(writer, "sample_data", trace.SampleData);
        if (trace.InitialPrompt is InitialPrompt prompt) Prompt(writer, prompt);
        writer.WriteStartArray("conversation_log");
        foreach (ConversationTurn turn in trace.Turns) Turn(writer, turn);
        writer.WriteEndArray();
        writer.WriteStartArray("tool_calls_log");
        foreach (ToolCall call in trace.ToolCalls) Call(writer, call);
        writer.WriteEndArray();
        writer.WriteString("final_response", trace.FinalResponse);
        Reward(writer, trace.Reward);
        Metadata(writer, trace);
        writer.WriteNumber("format_version", trace.FormatVersion ?? Trace.CurrentFormatVersion);
        if (trace.Rollout > 1) writer.WriteNumber("rollout", trace.Rollout);
        Text(writer, "model", trace.Model);
        Text(writer, "image_sha256", trace.ImageSha256);
        if (trace.Pictures is { } pictures) Pictures(writer, pictures);
        Text(writer, "ended_by", trace.EndedBy);
        if (trace.StartedAt is DateTimeOffset start) writer.WriteString("started_at", start);
        Number(writer, "duration_ms", trace.DurationMs);
        Number(writer, "attempts", trace.Attempts);
        JudgementJson.Write(writer, trace.Judgements);
        Extra(writer, trace.Extra);
        writer.WriteEndObject();
    }

    private static void Prompt(Utf8JsonWriter writer, InitialPrompt prompt)
    {
        writer.WriteStartObject("initial_prompt");
        writer.WriteString("system", prompt.System);
        writer.WriteString("user", prompt.User);
        Raw(writer, "tools", prompt.Tools);
        Text(writer, "tools_mode", prompt.ToolsMode);
        Extra(writer, prompt.Extra);
        writer.WriteEndObject();
    }

    private static void Turn(Utf8JsonWriter writer, ConversationTurn turn)
    {
        writer.WriteStartObject();
        writer.WriteNumber("turn", turn.Turn);
        writer.WriteString("assistant_response", turn.Response);
        Usage(writer, turn.Usage);
        Text(writer, "finish_reason", turn.FinishReason);
        Text(writer, "reasoning", turn.Reasoning);
        Text(writer, "text_after_call", turn.TextAfterCall);
        Text(writer, "taken_from", turn.TakenFrom);
        Number(writer, "latency_ms", turn.LatencyMs);
        Extra(writer, turn.Extra);
        writer.WriteEndObject();
    }

    private static void Call(Utf8JsonWriter writer, ToolCall call)
    {
        writer.WriteStartObject();
        writer.WriteNumber("turn", call.Turn);
        writer.WriteString("tool_name", call.Name);
        if (call.Code is null && call.Arguments is null) writer.WriteNull("tool_arguments");
        Raw(writer, "tool_arguments", call.Arguments);
        Raw(writer, "arguments_as_written", call.ArgumentsAsWritten);
        if (call.BoxUnits is { } units)
            writer.WriteString("box_units", JsonNamingPolicy.SnakeCaseLower.ConvertName(units.ToString()));
        if (call.Repairs.Count > 0) Texts(writer, "repairs", call.Repairs);
        if (call.SentSize is { } size) Size(writer, "sent_size", size);
        Text(writer, "code", call.Code);
        writer.WriteBoolean("success", call.Success);
        Text(writer, "message", call.Message);
        Text(writer, "observation_sha256", call.ObservationSha256);
        if (call.Replayable is bool replayable) writer.WriteBoolean("replayable", replayable);
        Raw(writer, "environment", call.Environment);
        Extra(writer, call.Extra);
        writer.WriteEndObject();
    }

    // Old readers look up fields in reward_score without asking whether it is there, so no score is an empty object.
    private static void Reward(Utf8JsonWriter writer, RewardScore? reward)
    {
        writer.WritePropertyName("reward_score");
        if (reward is not null)
        {
            RewardScoreConverter.Write(writer, reward);
            return;
        }

        writer.WriteStartObject();
        writer.WriteEndObject();
    }

    private static void Metadata(Utf8JsonWriter writer, Trace trace)
    {
        writer.WriteStartObject("metadata");
        writer.WriteNumber("total_turns", trace.Turns.Count);
        writer.WriteNumber("num_tool_calls", trace.ToolCalls.Count);
        writer.WriteBoolean("parse_success", trace.Reward?.ParseSuccess ?? false);
        RewardScoreConverter.WriteNumber(writer, "distance_km", trace.Reward?["distance@km"] ?? double.NaN);
        RewardScoreConverter.WriteNumber(writer, "score", trace.Reward?.Score ?? double.NaN);
        if (trace.Metadata is JsonElement read)
        {
            foreach (JsonProperty field in read.EnumerateObject().Where(field => !Summary.Contains(field.Name)))
            {
                Raw(writer, field.Name, field.Value);
            }
        }

        writer.WriteEndObject();
    }

    private static void Pictures(Utf8JsonWriter writer, TracePictures pictures)
    {
        writer.WriteStartObject("pictures");
        Text(writer, "column", pictures.Column);
        Number(writer, "max_pixels", pictures.MaxPixels);
        if (pictures.OnWhite) writer.WriteBoolean("on_white", true);
        if (pictures.Sha256.Count > 0) Texts(writer, "sha256", pictures.Sha256);
        if (pictures.Sizes.Count > 0)
        {
            writer.WriteStartArray("sizes");
            foreach (PixelSize size in pictures.Sizes) Size(writer, null, size);
            writer.WriteEndArray();
        }

        Extra(writer, pictures.Extra);
        writer.WriteEndObject();
    }

    private static void Size(Utf8JsonWriter writer, string? name, PixelSize size)
    {
        if (name is null) writer.WriteStartArray();
        else writer.WriteStartArray(name);
        writer.WriteNumberValue(size.Width);
        writer.WriteNumberValue(size.Height);
        writer.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private static void Raw(Utf8JsonWriter writer, string name, JsonElement? value)
    {
        if (value is not JsonElement element) return;
        writer.WritePropertyName(name);
        JsonText.Write(writer, element);
    }
}
