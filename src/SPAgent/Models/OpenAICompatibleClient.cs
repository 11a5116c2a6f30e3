using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Polly;

namespace SPAgent;

/// <summary>
/// Chat completions with retries: <see cref="ChatEndpoint"/> tries, <see cref="RateLimitGate"/> paces, Polly tries again.
/// </summary>
internal sealed class OpenAICompatibleClient : IChatClient
{
    private const string OtherName = "max_completion_tokens";

    private readonly ModelEndpoint _model;
    private readonly ChatEndpoint _endpoint;
    private readonly RateLimitGate _gate;
    private readonly ResiliencePipeline<ChatResponse> _retries;
    private readonly ToolsProbe _tools;
    private readonly ChatClientMetadata _metadata;
    private volatile string _maxTokensName = "max_tokens";

    public OpenAICompatibleClient(ModelEndpoint model, OpenAICompatibleOptions options)
    {
        Jitter jitter = new(options.JitterSeed);
        _model = model;
        _endpoint = new ChatEndpoint(model, options);
        _gate = new RateLimitGate(options, jitter);
        _retries = ModelRetries.Build(options, jitter);
        _tools = new ToolsProbe(this);
        _metadata = new ChatClientMetadata("openai", model.BaseUri, model.Model);
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatMessage[] conversation = [.. messages];
        StreamedJson request = ChatRequest.Write(_model.Model, conversation, options, _maxTokensName);
        try
        {
            return await AskAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (ModelException refusal) when (options?.MaxOutputTokens is not null && WantsOtherName(refusal))
        {
            _maxTokensName = OtherName;
            request = ChatRequest.Write(_model.Model, conversation, options, OtherName);
            return await AskAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        return serviceType == typeof(ToolsProbe) ? _tools
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType == typeof(OpenAI.Chat.ChatClient) ? _endpoint.Client
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose()
    {
        _gate.Dispose();
        _endpoint.Dispose();
    }

    public override string ToString() => _model.ToString();

    private async Task<ChatResponse> AskAsync(StreamedJson request, CancellationToken cancellationToken)
    {
        int attempts = 0;
        long ticket = _gate.Ticket();
        return await _retries.ExecuteAsync(token => AttemptAsync(request, ticket, ++attempts, token), cancellationToken)
            .ConfigureAwait(false);
    }

    private async ValueTask<ChatResponse> AttemptAsync(
        StreamedJson request, long ticket, int attempt, CancellationToken cancellationToken)
    {
        int round = await _gate.EnterAsync(ticket, cancellationToken).ConfigureAwait(false);
        bool answered = false;
        try
        {
            ChatResponse response = await _endpoint.AskAsync(request, attempt, cancellationToken).ConfigureAwait(false);
            answered = true;
            return response;
        }
        catch (ModelException failure) when (failure is { Kind: ModelFailure.RateLimited, IsTransient: true })
        {
            _gate.Pause(round, failure.RetryAfter);
            throw;
        }
        finally
        {
            _gate.Leave(round, answered);
        }
    }

    // Newer models of OpenAI's refuse max_tokens and name what they want; most other servers know only max_tokens.
    private static bool WantsOtherName(ModelException refusal) =>
        refusal.Kind is ModelFailure.Rejected && refusal.Message.Contains(OtherName, StringComparison.Ordinal);
}
