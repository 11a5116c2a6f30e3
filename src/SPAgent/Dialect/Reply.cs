using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>A reply of a model, read: what it said, what it thought, what it calls, and what goes back to it as
/// history.</summary>
internal sealed record Reply
{
    /// <summary>What <see cref="TakenFrom"/> says of a call or an answer that stood in the reasoning.</summary>
    public const string Reasoned = "reasoning";

    /// <summary>The text, up to the end of its last call; empty where there is none.</summary>
    public required string Text { get; init; }

    /// <summary>What stood behind the last call; null for nothing.</summary>
    public string? TextAfterCall { get; init; }

    /// <summary>What came apart from the text as reasoning; null where there is none.</summary>
    public string? Reasoning { get; init; }

    /// <summary><see cref="Reasoned"/> where the text was empty and this is a part of the reasoning; null
    /// otherwise.</summary>
    public string? TakenFrom { get; init; }

    /// <summary>The calls, native ones or those in the text.</summary>
    public required IReadOnlyList<ToolRequest> Calls { get; init; }

    /// <summary>The native calls as they came.</summary>
    public required IReadOnlyList<FunctionCallContent> NativeCalls { get; init; }

    /// <summary>The answer; null when it gave none.</summary>
    public string? Answer => ModelReply.Answer(Text);

    /// <summary>Why the model stopped, as its server says it.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Token counts; null where the server gives none.</summary>
    public UsageDetails? Usage { get; init; }

    /// <summary>All tokens, added up where the server does not.</summary>
    public long? TotalTokens => Usage?.TotalTokenCount ?? Usage?.InputTokenCount + Usage?.OutputTokenCount;

    /// <summary>Requests that the reply took; null where the client does not say.</summary>
    public int? Attempts { get; init; }

    /// <summary>Milliseconds of the attempt that was answered; null where the client does not say.</summary>
    public double? LatencyMs { get; init; }

    // What a server said of the message and its calls beside text and arguments, such as a signature of its thought,
    // goes back to it.
    private AdditionalPropertiesDictionary? Beside { get; init; }

    /// <summary>Reads a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="tools">The tools that may be called.</param>
    public static Reply Of(ChatResponse response, IReadOnlyList<ToolSignature> tools)
    {
        ChatMessage[] messages = [.. response.Messages.Where(message => message.Role == ChatRole.Assistant)];
        AIContent[] contents = [.. messages.SelectMany(message => message.Contents)];
        string text = string.Concat(contents.OfType<TextContent>().Select(content => content.Text));
        string reasoning = string.Concat(contents.OfType<TextReasoningContent>().Select(content => content.Text));
        Reply reply = new()
        {
            Text = text,
            Reasoning = reasoning.Length > 0 ? reasoning : null,
            NativeCalls = [.. contents.OfType<FunctionCallContent>()],
            Calls = [],
            FinishReason = response.FinishReason?.Value,
            Usage = response.Usage,
            Attempts = Told<int>(response, "attempts"),
            LatencyMs = Told<double>(response, "latency_ms"),
            Beside = messages.Length == 1 ? messages[0].AdditionalProperties : null,
        };
        bool cutShort = IsCutShort(reply.FinishReason);
        return reply.NativeCalls.Count > 0 ? reply with
        { Calls = [.. reply.NativeCalls.Select(call => Request(call, tools, cutShort))] } : reply.ReadText(tools);
    }

    /// <summary>Whether a server says that a reply ended at its limit of tokens.</summary>
    public static bool IsCutShort(string? finishReason) =>
        finishReason is "length" or "model_length" or "max_tokens" or "MAX_TOKENS" or "max_output_tokens";

    /// <summary>The message that goes back as history; null where nothing was said, which no server takes.</summary>
    public ChatMessage? History()
    {
        List<AIContent> contents = [];
        // Some servers want the thought back that led to a call.
        if (Reasoning is not null && NativeCalls.Count > 0) contents.Add(new TextReasoningContent(Reasoning));
        if (Text.Length > 0) contents.Add(new TextContent(Text));
        contents.AddRange(NativeCalls);
        return contents.Count > 0
            ? new ChatMessage(ChatRole.Assistant, contents) { AdditionalProperties = Beside } : null;
    }

    private Reply ReadText(IReadOnlyList<ToolSignature> tools)
    {
        bool cutShort = IsCutShort(FinishReason);
        ReplyText text = ReplyText.Of(Text);
        IReadOnlyList<FoundCall> found = Real(text.Sought, CallReader.Read(text.Sought, tools, cutShort));
        if (found.Count > 0)
        {
            int end = found[^1].End;
            bool goesOn = !string.IsNullOrWhiteSpace(Text[end..]);
            return this with
            {
                Calls = [.. found.Select(call => call.Call)],
                Text = goesOn ? Text[..end] : Text,
                TextAfterCall = goesOn && !CallReader.IsEndMark(Text[end..]) ? Text[end..] : null,
            };
        }

        if (string.IsNullOrWhiteSpace(Text) && Reasoning is not null && FromReasoning(tools, cutShort) is { } taken)
            return taken;
        if (AnswerText.Reopened(Text) is { } reopened) return this with { Text = reopened };
        // Servers keep the words to themselves that they were told to stop at.
        if (!cutShort && AnswerText.IsOpen(text.Sought)) return this with { Text = AnswerText.Closed(Text) };
        // A server that says that it ends with a call has lost it.
        return FinishReason == ChatFinishReason.ToolCalls.Value && Answer is null
            ? this with
            {
                Calls =
                    [ToolRequest.Unreadable(
                        "The reply ends as a tool call, and holds none that can be read. Write the call again.")]
            }
            : this;
    }

    private Reply? FromReasoning(IReadOnlyList<ToolSignature> tools, bool cutShort)
    {
        FoundCall[] found = [.. Real(Reasoning!, CallReader.Read(Reasoning!, tools, cutShort))
            .Where(call => call.Call.Problem is null)];
        if (found.Length > 0)
        {
            // A thought may try several; the last one is what it came to.
            FoundCall last = found[^1];
            return this with
            { Calls = [last.Call], Text = Reasoning![last.Start..last.End].Trim(), TakenFrom = Reasoned };
        }

        return AnswerText.Written(Reasoning!) is { } answer ? this with { Text = answer, TakenFrom = Reasoned } : null;
    }

    /// <summary>Calls up to the first result that the model made up: what comes after rests on it.</summary>
    public static IReadOnlyList<FoundCall> Real(string speech, IReadOnlyList<FoundCall> found)
    {
        for (int i = 1; i < found.Count; i++)
        {
            if (found[i - 1].End <= found[i].Start
                && CallReader.MadeUp(speech, found[i - 1].End, found[i].Start) is not null) return [.. found.Take(i)];
        }

        return found;
    }

    private static ToolRequest Request(FunctionCallContent call, IReadOnlyList<ToolSignature> tools, bool cutShort)
    {
        if (call.RawRepresentation is string { Length: > 0 } raw && !string.IsNullOrWhiteSpace(raw))
        {
            if (LooseJson.ReadWhole(raw, cutShort) is { } read)
            {
                return CallShape.Named(call.Name, read.Value, read.Repairs, tools,
                    read.Repairs.Count > 0 ? raw : null) with
                { CallId = call.CallId };
            }

            // The arguments as they are written in a text.
            string plain = ReplyText.Of(raw).Speech.Trim();
            ToolRequest? written = new[] { $"{call.Name} {plain}", $"{call.Name}({plain})" }
                .Select(text => new CallSyntax(text, tools, cutShort).ReadAt(0) is var (calls, end)
                    && end == text.Length && calls is [{ Problem: null } one] ? one : null)
                .FirstOrDefault(one => one is not null && ToolSignature.Find(tools, one.Name) is not null);
            if (written is not null)
                return written with
                {
                    CallId = call.CallId,
                    AsWritten = JsonSerializer.SerializeToElement(raw, JsonSettings.Line),
                    Repairs = [.. written.Repairs, "arguments in another form"],
                };

            // Code where JSON should be.
            ToolRequest meant =
                CallShape.Named(call.Name, JsonSerializer.SerializeToElement(raw, JsonSettings.Line), [], tools);
            bool isTorn = cutShort && raw.TrimStart()[0] is '{' or '[';
            if (!isTorn && meant.Arguments.ValueKind == JsonValueKind.Object)
                return meant with { CallId = call.CallId };
            return new ToolRequest
            {
                Name = ToolSignature.Find(tools, call.Name)?.Name ?? call.Name,
                CallId = call.CallId,
                Arguments = JsonSerializer.SerializeToElement(raw, JsonSettings.Line),
                Problem = $"Error: The arguments of the tool call are not valid "
                    + $"JSON: {call.Exception?.Message ?? "no value can be read"}",
            };
        }

        JsonElement arguments =
            JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>(), JsonSettings.Line);
        return CallShape.Named(call.Name, arguments, [], tools) with { CallId = call.CallId };
    }

    // A client that retries knows better than the clock around it.
    private static T? Told<T>(ChatResponse response, string name) where T : struct =>
        response.AdditionalProperties?.TryGetValue(name, out object? value) == true && value is T told ? told : null;
}
