using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

/// <summary>Clients and messages for the tests of this folder.</summary>
internal static class Chat
{
    /// <summary>Time-out of <see cref="Patient"/>; longer than any wait between attempts.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromMinutes(20);

    /// <summary>A clock that skips waits between attempts, but no time-out of a request.</summary>
    public static SteppedTime Time() => new(skip: TimeSpan.FromMinutes(15));

    public static OpenAICompatibleOptions Patient(TimeProvider time) => new()
    {
        RequestTimeout = RequestTimeout,
        TimeProvider = time,
        JitterSeed = 1,
    };

    public static IChatClient Client(FakeChatServer server, OpenAICompatibleOptions? options = null,
        string? key = null) =>
        ChatModels.OpenAICompatible("fake-vlm", server.BaseUri, key, options ?? Patient(Time()));

    public static Task<ChatResponse> AskAsync(this IChatClient client, ChatOptions? options = null,
        CancellationToken? token = null) =>
        client.GetResponseAsync([new ChatMessage(ChatRole.User, "hi")], options,
            token ?? TestContext.Current.CancellationToken);

    public static Task<ModelException> FailureAsync(this IChatClient client) =>
        Assert.ThrowsAsync<ModelException>(() => client.AskAsync());
}
