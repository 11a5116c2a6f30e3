using System.Text;
using System.Text.Json;

namespace SPAgent.Tests;

/// <summary>What the fake server does with a request: an answer, or one of the ways in which servers fail to give
/// one.</summary>
internal sealed record FakeReply
{
    public int Status { get; init; } = 200;

    public string? ContentType { get; init; } = "application/json";

    public byte[] Body { get; init; } = [];

    /// <summary>Further header lines, such as <c>Retry-After: 2</c>.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>Time between request and answer.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>What must happen before the answer is sent.</summary>
    public Task Until { get; init; } = Task.CompletedTask;

    /// <summary>Bytes of the body that are sent before the connection is closed; null sends all.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Whether a connection that was cut stays open, and silent.</summary>
    public bool Stalls { get; init; }

    /// <summary>Whether the length is announced; otherwise the body ends with the connection.</summary>
    public bool SendsLength { get; init; } = true;

    /// <summary>No byte is sent, the connection stays open.</summary>
    public static FakeReply Silence { get; } = new() { Status = 0 };

    /// <summary>No byte is sent, the connection is reset.</summary>
    public static FakeReply Dropped { get; } = new() { Status = 0, CutAfter = 0 };

    public static FakeReply Json(string body, int status = 200) =>
        new() { Status = status, Body = Encoding.UTF8.GetBytes(body) };

    /// <summary>A completion with text.</summary>
    public static FakeReply Text(string content) =>
        Message($$"""{"role":"assistant","content":{{Quoted(content)}}}""", "stop");

    /// <summary>A completion with one native tool call and null content.</summary>
    public static FakeReply ToolCall(string name, string arguments, string id = "call_1") => Message(
        $$"""
        {"role":"assistant","content":null,"tool_calls":[
          {"id":{{Quoted(id)}},"type":"function","function":{"name":{{Quoted(name)}},"arguments":{{Quoted(arguments)}} } }]}
        """,
        "tool_calls");

    /// <summary>A completion around a message object.</summary>
    public static FakeReply Message(string message, string finishReason = "stop") => Json(
        $$"""
        {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"fake-vlm",
         "choices":[{"index":0,"message":{{message}},"finish_reason":"{{finishReason}}"}],
         "usage":{"prompt_tokens":11,"completion_tokens":2,"total_tokens":13} }
        """);

    /// <summary>An error as OpenAI writes it.</summary>
    public static FakeReply Error(int status, string message = "no", string? retryAfter = null) =>
        Json($$$"""{"error":{"message":{{{Quoted(message)}}},"type":"test","code":null}}""", status) with
        {
            Headers = retryAfter is null ? [] : [$"Retry-After: {retryAfter}"],
        };

    /// <summary>The reply to a request: a server whose model sees the tools counts their tokens.</summary>
    public FakeReply To(FakeRequest request)
    {
        int at = request.OffersTools ? Body.AsSpan().IndexOf("\"prompt_tokens\":11,"u8) : -1;
        if (at < 0) return this;
        byte[] body = [.. Body];
        "\"prompt_tokens\":61,"u8.CopyTo(body.AsSpan(at));
        return this with { Body = body };
    }

    /// <summary>Head of the response as sent.</summary>
    public byte[] Head()
    {
        StringBuilder head = new($"HTTP/1.1 {Status} Fake\r\n");
        if (ContentType is not null) head.Append($"Content-Type: {ContentType}\r\n");
        head.Append(SendsLength ? $"Content-Length: {Body.Length}\r\n" : "Connection: close\r\n");
        foreach (string line in Headers) head.Append(line).Append("\r\n");
        return Encoding.ASCII.GetBytes(head.Append("\r\n").ToString());
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
