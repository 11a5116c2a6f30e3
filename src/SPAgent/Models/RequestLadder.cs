using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// What is changed in a request that an endpoint refused: one thing at a time, and only what the refusal names. Servers
/// agree on the protocol's outline, not on its details.
/// </summary>
internal static partial class RequestLadder
{
    private const RegexOptions Words = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static readonly string[] s_sampling =
        ["temperature", "top_p", "top_k", "frequency_penalty", "presence_penalty", "seed", "stop",
            "parallel_tool_calls", "response_format"];

    /// <summary>The next shape, and what is new in it, in words; null where the refusal names nothing that can be
    /// changed.</summary>
    public static (RequestShape Shape, string Change)? Next(RequestShape shape, ModelException refusal,
        IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        if (refusal is not
            {
                Kind: ModelFailure.Rejected or ModelFailure.PictureRefused or ModelFailure.ToolsRefused
                    or ModelFailure.NotFound,
                StatusCode: >= 400,
                Error: { } error,
            }) return null;
        string words = error.Words;
        IReadOnlyList<ChatMessage> sent = ConversationShape.Apply(messages, shape);
        if (options?.MaxOutputTokens is not null && shape.MaxTokensName == RequestShape.MaxTokens
            && words.Contains(RequestShape.MaxCompletionTokens, StringComparison.Ordinal))
        {
            return (shape with { MaxTokensName = RequestShape.MaxCompletionTokens },
                $"with {RequestShape.MaxCompletionTokens}");
        }

        if (!shape.Streams && StreamOnly().IsMatch(words)) return (shape with { Streams = true }, "as a stream");
        if (shape.Streams && !shape.Leaves("stream_options")
            && words.Contains("stream_options", StringComparison.Ordinal)) return Without("stream_options");
        if (Refuses().IsMatch(words))
        {
            foreach (string name in
                s_sampling.Where(name => IsSet(options, name) && !shape.Leaves(name) && !shape.Extra.Has(name)))
            {
                if (error.Parameter == name || Name(name).IsMatch(words)) return Without(name);
            }
        }

        if (!shape.SystemInUser
            && (sent.Any(message => message.Role == ChatRole.System) || options?.Instructions is { Length: > 0 })
            && (SystemRefused().IsMatch(words)
                || (Alternate().IsMatch(words) && !ConversationShape.HasUserBehindTool(sent))))
        {
            return (shape with { SystemInUser = true }, "with the system's text in the user's message");
        }

        if (!shape.EmptyForNull && sent.Any(IsNull) && NullContent().IsMatch(words))
            return (shape with { EmptyForNull = true }, "with empty text in place of null");
        if (shape.Pictures is ToolPictures.UserMessage && ConversationShape.HasUserBehindTool(sent)
            && UserBehindTool().IsMatch(words))
        {
            return (shape with { Pictures = ToolPictures.ToolMessage }, "with the picture in the tool's message");
        }

        if (shape.Pictures is ToolPictures.ToolMessage && sent.Any(HoldsPicture) && PictureInTool().IsMatch(words))
        {
            return (shape with { Pictures = ToolPictures.BehindAssistant },
                "with a line of the assistant's in front of the picture");
        }

        // What the server said itself, and does not want to hear again.
        return sent.Where(message => message.Role == ChatRole.Assistant).SelectMany(EchoedFields.Names)
            .FirstOrDefault(name => !shape.Leaves(name) && Name(name).IsMatch(words)) is { } echoed
                && UnknownField().IsMatch(words)
                ? Without(echoed) : null;

        (RequestShape, string) Without(string field) =>
            (shape with { LeftOut = shape.LeftOut.Add(field) }, $"without {field}");
    }

    private static bool IsSet(ChatOptions? options, string name) => name switch
    {
        "temperature" => options?.Temperature is not null,
        "top_p" => options?.TopP is not null,
        "top_k" => options?.TopK is not null,
        "frequency_penalty" => options?.FrequencyPenalty is not null,
        "presence_penalty" => options?.PresencePenalty is not null,
        "seed" => options?.Seed is not null,
        "response_format" => options?.ResponseFormat is ChatResponseFormatJson,
        "stop" => options?.StopSequences is { Count: > 0 },
        _ => options?.AllowMultipleToolCalls is not null,
    };

    private static bool IsNull(ChatMessage message) =>
        message.Role == ChatRole.Assistant && message.Text.Length == 0
            && message.Contents.Any(content => content is FunctionCallContent);

    private static bool HoldsPicture(ChatMessage message) =>
        message.Role == ChatRole.Tool && message.Contents.Any(content => content is not FunctionResultContent);

    private static Regex Name(string name) => new($@"(?<![\w]){Regex.Escape(name)}(?![\w])", Words);

    [GeneratedRegex(@"\bonly\b|support|allow|permit|possible|invalid|deprecat|must|cannot|can't|can not|unknown|unrecogni[sz]ed|unexpected|unavailable|extra|not |remove|forbid", Words)]
    private static partial Regex Refuses();

    [GeneratedRegex(
        @"\bonly\b.{0,40}\bstream|stream\w*\b.{0,40}(?:\bonly\b|must be (?:set to )?true|is required|required for|parameter to access)"
        + @"|non-?stream\w*.{0,40}not (?:support|allow)|(?:set|enable|use|requires?|must) .{0,16}stream(?!_options)|stream[\s=:'""`]+true", Words)]
    private static partial Regex StreamOnly();

    [GeneratedRegex(
        @"(?:system|developer)\W{0,3} ?(?:role|messages?|prompts?|instructions?)\b.{0,24}(?:not\b|n't|unsupported|disabled|invalid)"
        + @"|['""`](?:system|developer)['""`].{0,24}(?:not\b|n't|unsupported|disabled|invalid)"
        + @"|(?:unexpected|unsupported|invalid|unknown) (?:message )?role\W{0,4}(?:system|developer)"
        + @"|(?:not|n't|no) (?:support|allow|accept|take|enable)\w* .{0,12}(?:system|developer)\b|only (?:the )?(?:roles? )?\W?user\W? and \W?(?:assistant|model)", Words)]
    private static partial Regex SystemRefused();

    [GeneratedRegex(@"\balternat", Words)]
    private static partial Regex Alternate();

    [GeneratedRegex(@"content\b[\s\S]*(?:\bnull\b|\bnone\b|nonetype|string|\bstr\b|required|missing|empty|blank)|(?:\bnull\b|\bnone\b|missing|required|empty)[\s\S]*\bcontent\b", Words)]
    private static partial Regex NullContent();

    [GeneratedRegex(@"\buser\b[\s\S]*\btool|\btool\b[\s\S]*\buser\b|message_order|\balternat|expected last role",
        Words)]
    private static partial Regex UserBehindTool();

    [GeneratedRegex(@"\btool\b|image|content|string|\btext\b", Words)]
    private static partial Regex PictureInTool();

    [GeneratedRegex(@"unknown|unrecogni[sz]ed|unexpected|unsupported|not (?:support|permit|allow|expect)|extra|additional|forbid|invalid|remove", Words)]
    private static partial Regex UnknownField();
}
