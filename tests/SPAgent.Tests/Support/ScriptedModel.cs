using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

/// <summary>A model that says what a test tells it to, and keeps what it was asked.</summary>
internal sealed class ScriptedModel(Func<IReadOnlyList<ChatMessage>, ChatOptions?, ChatResponse> reply) : IChatClient
{
    private readonly List<IReadOnlyList<ChatMessage>> _requests = [];

    /// <summary>One reply after the other, the last one for ever; starts anew with each conversation.</summary>
    public static ScriptedModel Saying(params string[] replies) =>
        new((messages, _) => Text(replies[Math.Min(Turn(messages), replies.Length) - 1]));

    /// <summary>The messages of each request, in order.</summary>
    public IReadOnlyList<IReadOnlyList<ChatMessage>> Requests
    {
        get { lock (_requests) return [.. _requests]; }
    }

    public static ChatResponse Text(string text) => new(new ChatMessage(ChatRole.Assistant, text));

    /// <summary>Turn that a request asks for, from 1.</summary>
    public static int Turn(IReadOnlyList<ChatMessage> messages) =>
        1 + messages.Count(message => message.Role == ChatRole.Assistant);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        List<ChatMessage> request = [.. messages];
        lock (_requests) _requests.Add(request);
        return Task.FromResult(reply(request, options));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation]
        CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata)
            ? new ChatClientMetadata("scripted", defaultModelId: "scripted") : null;

    public void Dispose() { }
}
