using System.Text.Json;

namespace SPAgent;

/// <summary>The <c>judgements</c> of a trace file.</summary>
internal static class JudgementJson
{
    private const string Field = "judgements";

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Judgement> judgements)
    {
        if (judgements.Count == 0) return;
        writer.WriteStartArray(Field);
        foreach (Judgement judgement in judgements)
        {
            writer.WriteStartObject();
            writer.WriteString("reward", judgement.Reward);
            TraceWriter.Text(writer, "judge", judgement.Judge);
            TraceWriter.Text(writer, "rubric_sha256", judgement.RubricSha256);
            TraceWriter.Text(writer, "request_sha256", judgement.RequestSha256);
            TraceWriter.Text(writer, "prompt", judgement.Prompt);
            writer.WriteStartArray("replies");
            foreach (JudgeReply reply in judgement.Replies) Write(writer, reply);
            writer.WriteEndArray();
            if (judgement.Score is { } score) RewardScoreConverter.WriteNumber(writer, "score", score);
            TraceWriter.Text(writer, "reason", judgement.Reason);
            TraceWriter.Text(writer, "problem", judgement.Problem);
            TraceWriter.Extra(writer, judgement.Extra);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Takes them out of a trace's fields; an array of that name that holds something else stays
    /// there.</summary>
    public static IReadOnlyList<Judgement> Read(TraceObject fields) => fields.Take(Field, IsOurs)
        is { } ours ? [.. ours.Items().Select(item => Of(new TraceObject(item)))] : [];

    private static bool IsOurs(JsonElement value) => value.ValueKind == JsonValueKind.Array
        && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object
            && Has(item, "reward", JsonValueKind.String) && Has(item, "replies", JsonValueKind.Array));

    private static bool Has(JsonElement item, string name, JsonValueKind kind) =>
        item.TryGetProperty(name, out JsonElement value) && value.ValueKind == kind;

    private static Judgement Of(TraceObject fields) => new()
    {
        Reward = fields.Need("reward").Text() ?? "",
        Judge = fields.Take("judge")?.Text(),
        RubricSha256 = fields.Take("rubric_sha256")?.Text(),
        RequestSha256 = fields.Take("request_sha256")?.Text(),
        Prompt = fields.Take("prompt")?.Text(),
        Replies = [.. fields.Need("replies").Items().Select(item => Reply(new TraceObject(item)))],
        Score = fields.Take("score", JsonValueKind.Number)?.Value.GetDouble(),
        Reason = fields.Take("reason")?.Text(),
        Problem = fields.Take("problem")?.Text(),
        Extra = fields.Rest(),
    };

    private static void Write(Utf8JsonWriter writer, JudgeReply reply)
    {
        writer.WriteStartObject();
        writer.WriteString("text", reply.Text);
        if (reply.Usage is { } usage) TraceWriter.Usage(writer, usage);
        TraceWriter.Text(writer, "finish_reason", reply.FinishReason);
        TraceWriter.Number(writer, "attempts", reply.Attempts);
        TraceWriter.Extra(writer, reply.Extra);
        writer.WriteEndObject();
    }

    private static JudgeReply Reply(TraceObject fields) => new()
    {
        Text = fields.Need("text").Text() ?? "",
        Usage = fields.Take("usage", JsonValueKind.Object) is { } usage ? TurnReader.Usage(new(usage)) : null,
        FinishReason = fields.Take("finish_reason")?.Text(),
        Attempts = fields.Take("attempts")?.Count(),
        Extra = fields.Rest(),
    };
}
