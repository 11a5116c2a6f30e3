using Microsoft.Extensions.AI;
using Polly;

namespace SPAgent;

/// <summary>
/// Chat completions with retries: <see cref="ChatEndpoint"/> tries, <see cref="RateLimitGate"/> paces, Polly tries
/// again.
/// </summary>
[TypeFormatterSource]
internal sealed class OpenAICompatibleClient : IChatClient
{
    private readonly ModelEndpoint _model;
    private readonly OpenAICompatibleOptions _options;
    private readonly ChatEndpoint _endpoint;
    private readonly RateLimitGate _gate;
    private readonly RequestPacing? _pacing;
    private readonly ResiliencePipeline _retries;
    private readonly ToolsProbe _tools;
    private readonly ChatClientMetadata _metadata;
    private volatile RequestShape _shape;

    /// <param name="model">The model and its server.</param>
    /// <param name="options">How it is asked.</param>
    /// <param name="pacing">Limits a minute, which the client disposes of; null for none.</param>
    public OpenAICompatibleClient(ModelEndpoint model, OpenAICompatibleOptions options, RequestPacing? pacing)
    {
        _pacing = pacing;
        Jitter jitter = new(options.JitterSeed);
        (_model, _options) = (model, options);
        _shape = new RequestShape { Extra = ExtraBody.Of(options.ExtraBody) };
        _endpoint = new ChatEndpoint(model, options);
        _gate = new RateLimitGate(options, jitter);
        _retries = ModelRetries.Build(options, jitter);
        _tools = new ToolsProbe(this);
        _metadata = new ChatClientMetadata("openai", model.BaseUri, model.Model);
    }

    /// <summary>Whether a request would wait now, because of a rate limit.</summary>
    public bool MustWait => _gate.MustWait;

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatMessage[] conversation = [.. messages];
        RequestShape known = _shape, shape = known;
        int attempts = 0;
        while (true)
        {
            try
            {
                StreamedJson request = ChatRequest.Write(_model.Model, conversation, options, shape);
                long ticket = _gate.Ticket();
                ChatResponse response =
                    await _retries.ExecuteAsync(token => AttemptAsync(request, ticket, ++attempts, options, token),
                        cancellationToken).ConfigureAwait(false);
                // Only what led to an answer is remembered.
                if (shape != known) _shape = shape;
                return response;
            }
            catch (ModelException refusal)
                when (RequestLadder.Next(shape, refusal, conversation, options) is var (next, change))
            {
                shape = next;
                ModelRetry retry = new()
                { Attempt = attempts + 1, MaxAttempts = attempts + 1, Reason = refusal.Seen, Change = change };
                RetryLog.Tell(_options, retry, refusal);
            }
        }
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages,
        ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        WholeReplies.StreamAsync(stop => GetResponseAsync(messages, options, stop), cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        return serviceType == typeof(ToolsProbe) ? _tools
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType == typeof(RequestExtras) ? RequestExtras.Of(_options)
            : serviceType == typeof(OpenAI.Chat.ChatClient) ? _endpoint.Client
            : serviceType == typeof(BatchEndpoint) ? _endpoint.Batches
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose()
    {
        _pacing?.Dispose();
        _gate.Dispose();
        _endpoint.Dispose();
    }

    public override string ToString() => _model.ToString();

    private async ValueTask<ChatResponse> AttemptAsync(
        StreamedJson request, long ticket, int attempt, ChatOptions? options, CancellationToken cancellationToken)
    {
        SpendingShare? share = (options as SpendingRequest)?.Share;
        if (attempt > 1 && share is not null) await share.RepeatAsync(cancellationToken).ConfigureAwait(false);
        (int expected, int round) = await EnterAsync(ticket, cancellationToken).ConfigureAwait(false);
        bool answered = false;
        try
        {
            ChatResponse response = await _endpoint.AskAsync(request, attempt, cancellationToken).ConfigureAwait(false);
            answered = true;
            _pacing?.Answered(expected, response.Usage);
            return response;
        }
        catch (ModelException failure)
        {
            share?.Lose(failure.Usage);
            if (failure is { Kind: ModelFailure.RateLimited, IsTransient: true })
                _gate.Pause(round, failure.RetryAfter);
            throw;
        }
        finally
        {
            _gate.Leave(round, answered);
        }
    }

    // What was let in before a long pause counts no more: all that waited would be sent in one minute. Its place goes
    // to another meanwhile.
    private async Task<(int Expected, int Round)> EnterAsync(long ticket, CancellationToken cancellationToken)
    {
        while (true)
        {
            int expected = _pacing is null ? 0 : await _pacing.EnterAsync(cancellationToken).ConfigureAwait(false);
            long start = _options.TimeProvider.GetTimestamp();
            int round = await _gate.EnterAsync(ticket, cancellationToken).ConfigureAwait(false);
            if (_pacing is null || _options.TimeProvider.GetElapsedTime(start) <= RequestPacing.Window)
                return (expected, round);
            _gate.Leave(round, answered: false);
        }
    }
}
