using System.ClientModel.Primitives;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// Decides whether what an endpoint sent is a reply. A status of 200 promises nothing: the body may be an error, or a
/// reply with nothing in it.
/// </summary>
internal sealed partial class ReplyJudge(ModelEndpoint endpoint, EndpointFailures failures)
{
    private readonly CallIds _ids = new();

    /// <summary>The reply.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="headers">Headers.</param>
    /// <param name="body">Unpacked, without keys; null when it was longer than allowed.</param>
    /// <param name="attempt">From 1.</param>
    /// <exception cref="ModelException">It is none.</exception>
    public ChatResponse Judge(int status, PipelineResponseHeaders headers, Memory<byte>? body, int attempt)
    {
        if (status is < 200 or >= 300)
            throw failures.Status(status, headers, ServerError.Read(body is { } said ? said.Span : []), attempt);
        if (body is not { } answer) throw failures.TooLarge(status, attempt);
        try
        {
            JsonElement root = Parse(answer);
            if (Whole(root) is not { } response)
            {
                ModelException failure = Failure(status, headers, root, attempt);
                failure.Usage = ChatAnswer.Usage(root);
                throw failure;
            }

            failures.Answered();
            return response;
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or InvalidOperationException)
        {
            // JSON of another shape than that of a completion: names that stand twice, texts in place of objects.
            throw failures.BadAnswer(status, headers, problem, answer.Span, attempt);
        }
    }

    private JsonElement Parse(Memory<byte> body)
    {
        if (!ChatStream.Is(body.Span))
        {
            try
            {
                return ChatAnswer.Whole(JsonText.Parse(body));
            }
            catch (JsonException) when (ChatStream.IsSeveral(body.Span))
            {
                // Pieces a line, or with the end of a stream behind them.
            }
        }

        // A key that came in pieces is one only now.
        byte[] whole = JsonSerializer.SerializeToUtf8Bytes(ChatStream.Read(body.Span));
        endpoint.Redact(whole);
        return ChatAnswer.Whole(JsonText.Parse(whole));
    }

    // Null where something else came in place of a reply.
    private ChatResponse? Whole(JsonElement root)
    {
        if (ServerError.Find(root) is not null && !HasChoices(root)) return null;
        JsonElement choice = ChatAnswer.Choice(root);
        if (Broken(choice) is not null
            || (Reason(choice) is { } reason && Filter().IsMatch(reason) && !HasMessage(choice))) return null;
        ChatResponse response = ChatAnswer.Read(root, _ids);
        return response.Messages[0].Contents.Any(Says) ? response : null;
    }

    private ModelException Failure(
        int status, PipelineResponseHeaders headers, JsonElement root, int attempt)
    {
        ServerError? error = ServerError.Find(root)
            ?? (HasChoices(root) ? Broken(ChatAnswer.Choice(root)) : null);
        if (error is not null)
            return failures.Status(
                error.Status ?? (FailureKinds.IsRateLimit(error) ? 429 : 500), headers, error, attempt);
        string? reason = Reason(ChatAnswer.Choice(root));
        if (reason is not null && Filter().IsMatch(reason)) return failures.Filtered(status, reason, attempt);
        // The prompt left no room for a reply.
        if (reason?.Contains("context", StringComparison.OrdinalIgnoreCase) == true)
            return failures.Status(400, headers, new ServerError($"finish_reason {reason}", null, null), attempt);
        bool hidden = Reply.IsCutShort(reason) && ChatAnswer.Read(root, _ids).Usage?.ReasoningTokenCount > 0;
        return failures.Empty(status, reason, hidden, attempt);
    }

    // The error of a choice.
    private static ServerError? Broken(JsonElement choice)
    {
        if (LenientJson.Get(choice, "error") is { ValueKind: JsonValueKind.Object or JsonValueKind.String } error)
            return ServerError.From(error, choice);
        return Reason(choice) is { } reason && Fault().IsMatch(reason)
            ? new ServerError($"finish_reason {reason}", null, null) : null;
    }

    private static bool HasChoices(JsonElement root) =>
        LenientJson.Get(root, "choices") switch
        {
            { ValueKind: JsonValueKind.Array } choices => choices.GetArrayLength() > 0,
            { ValueKind: JsonValueKind.Object } => true,
            _ => false,
        };

    private static bool HasMessage(JsonElement choice) =>
        ChatAnswer.Message(choice) is not null;

    private static string? Reason(JsonElement choice) =>
        LenientJson.Text(choice, "finish_reason") is { Length: > 0 } reason ? reason : null;

    private static bool Says(AIContent content) => content switch
    {
        TextReasoningContent reasoning => !string.IsNullOrWhiteSpace(reasoning.Text),
        TextContent text => !string.IsNullOrWhiteSpace(text.Text),
        _ => true,
    };

    // What a server says of a reply that it could not end.
    [GeneratedRegex("error|abort|overload|unavailable|insufficient|timeout|cancel|^internal$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Fault();

    [GeneratedRegex("filter|safety|prohibited|sensitive|blocked|recitation|guardrail|moderation|refusal|spii|blocklist",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Filter();
}
