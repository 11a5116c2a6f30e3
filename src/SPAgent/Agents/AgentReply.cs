using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>A reply to an agent, as its sample keeps it: native tool calls are written into the text, so that training sees them.</summary>
internal sealed record AgentReply(string Text, IReadOnlyList<ToolRequest> Requests, string? FinishReason, string? Reasoning, JsonObject? Usage)
{
    public static AgentReply Read(ChatResponse response)
    {
        List<AIContent> contents = [.. response.Messages.Where(message => message.Role == ChatRole.Assistant).SelectMany(message => message.Contents)];
        string text = string.Concat(contents.OfType<TextContent>().Select(content => content.Text));
        string reasoning = string.Concat(contents.OfType<TextReasoningContent>().Select(content => content.Text));
        List<ToolRequest> requests = [.. ModelReply.ToolCalls(text)];
        foreach (FunctionCallContent call in contents.OfType<FunctionCallContent>())
        {
            ToolRequest request = ToolRequest.Of(call);
            requests.Add(request);
            text += $"{(text.Length > 0 ? "\n" : "")}<tool_call>{{\"name\": {JsonSerializer.Serialize(request.Name, JsonSettings.Line)}, \"arguments\": {request.Arguments.GetRawText()}}}</tool_call>";
        }

        return new AgentReply(text, requests, response.FinishReason?.Value, reasoning.Length > 0 ? reasoning : null, Tokens(response.Usage));
    }

    private static JsonObject? Tokens(UsageDetails? usage) => usage is null ? null : new JsonObject
    {
        ["prompt_tokens"] = usage.InputTokenCount,
        ["completion_tokens"] = usage.OutputTokenCount,
        ["total_tokens"] = usage.TotalTokenCount ?? usage.InputTokenCount + usage.OutputTokenCount,
    };
}
