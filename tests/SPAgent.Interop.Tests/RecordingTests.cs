using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;
using TextContent = Microsoft.Extensions.AI.TextContent;

namespace SPAgent.Interop.Tests;

/// <summary>Recording under other frameworks, which run tools and keep the history in their own way.</summary>
public sealed class RecordingTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly string _folder = Directory.CreateTempSubdirectory("spagent-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Under_Semantic_Kernel_a_talk_is_one_session(bool before, bool streamed)
    {
        using ScriptedClient model = new();
        ChatClientBuilder builder = model.AsBuilder();
        builder = before ? builder.UseDataCollection(new(_folder)).UseKernelFunctionInvocation()
            : builder.UseKernelFunctionInvocation().UseDataCollection(new(_folder));
        using IChatClient client = builder.Build();
        Kernel kernel = new();
        kernel.Plugins.AddFromFunctions("tools", [KernelFunctionFactory.CreateFromMethod(() => "rain", "weather")]);
        IChatCompletionService chat = client.AsChatCompletionService();
        PromptExecutionSettings settings = new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
        ChatHistory history = new("You are a help.");
        foreach (string question in (string[])["Weather?", "Thanks."])
        {
            history.AddUserMessage(question);
            if (streamed)
            {
                string text = "";
                await foreach (StreamingChatMessageContent part in
                    chat.GetStreamingChatMessageContentsAsync(history, settings, kernel, Stop)) text += part.Content;
                history.AddAssistantMessage(text);
            }
            else
            {
                history.Add((await chat.GetChatMessageContentsAsync(history, settings, kernel, Stop))[^1]);
            }
        }

        AssertOneTalk(SessionStore.Open(_folder), system: "You are a help.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Under_the_Agent_Framework_a_talk_is_one_session(bool streamed)
    {
        using ScriptedClient model = new();
        using IChatClient client = model.AsBuilder().UseDataCollection(new(_folder)).Build();
        Func<string> weather = () => "rain";
        ChatClientAgent agent = new(client, instructions: "You are a help.",
            tools: [AIFunctionFactory.Create(weather, "weather")]);
        AgentSession session = await agent.CreateSessionAsync(Stop);
        foreach (string question in (string[])["Weather?", "Thanks."])
        {
            if (!streamed)
            {
                await agent.RunAsync(question, session, cancellationToken: Stop);
                continue;
            }

            await foreach (AgentResponseUpdate update in
                agent.RunStreamingAsync(question, session, cancellationToken: Stop)) Assert.NotNull(update);
        }

        AssertOneTalk(SessionStore.Open(_folder), system: "You are a help.");
    }

    private static void AssertOneTalk(SessionStore store, string system)
    {
        CollectedSession session = Assert.Single(store.Read());
        Assert.Equal(("Weather?", "Gladly.", 3), (session.Question, session.FinalAnswer, session.Samples.Count));
        Assert.StartsWith(system, session.Samples[0].Prompt, StringComparison.Ordinal);
        Assert.Contains("weather: rain", session.Samples[2].Prompt, StringComparison.Ordinal);
        Assert.Single(Internal.SessionCall.Of(session));
        Assert.Empty(store.ReadFailures());
    }

    private sealed class ScriptedClient : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            ChatMessage last = messages.Last(message => message.Role != ChatRole.System);
            AIContent said = last.Role == ChatRole.Tool ? new TextContent("It rains.")
                : last.Text == "Weather?" ? new FunctionCallContent("call_1", options!.Tools![0].Name)
                : new TextContent("Gladly.");
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [said])));
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            ChatResponse response = await GetResponseAsync(messages, options, cancellationToken);
            foreach (ChatResponseUpdate update in response.ToChatResponseUpdates()) yield return update;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
