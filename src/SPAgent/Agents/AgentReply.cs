using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>A reply to an agent, as its sample keeps it: native tool calls are written into the text, so that training sees them.</summary>
internal sealed record AgentReply(string Text, IReadOnlyList<ToolRequest> Requests, string? FinishReason, string? Reasoning, JsonObject? Usage)
{
    public static AgentReply Read(ChatResponse response)
    {
        ReceivedReply reply = ReceivedReply.Of(response);
        string text = reply.Text;
        List<ToolRequest> requests = [.. ModelReply.ToolCalls(text)];
        foreach (FunctionCallContent call in reply.Calls)
        {
            ToolRequest request = ToolRequest.Of(call);
            requests.Add(request);
            text += $"{(text.Length > 0 ? "\n" : "")}<tool_call>{{\"name\": {JsonSerializer.Serialize(request.Name, JsonSettings.Line)}, \"arguments\": {request.Arguments.GetRawText()}}}</tool_call>";
        }

        return new AgentReply(text, requests, reply.FinishReason, reply.Reasoning, Tokens(reply));
    }

    private static JsonObject? Tokens(ReceivedReply reply) => reply.Usage is not { } usage ? null : new JsonObject
    {
        ["prompt_tokens"] = usage.InputTokenCount,
        ["completion_tokens"] = usage.OutputTokenCount,
        ["total_tokens"] = reply.TotalTokens,
    };
}
