using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Polly;

namespace SPAgent;

/// <summary>
/// Several servers of one model as one client. A conversation begins on the server with the fewest requests in flight
/// and stays there, where its beginning is cached, unless that server is clearly fuller than another, or out. What
/// one server fails at is asked of another. Latency is not measured: servers such as vLLM queue by themselves.
/// </summary>
internal sealed class EndpointPool : IChatClient
{
    // A conversation moves when its server holds more than this many times the requests of the emptiest, and two.
    private const double Fuller = 1.5;
    private const int Slack = 2;

    private readonly Lock _lock = new();
    private readonly PoolReplica[] _replicas;
    private readonly OpenAICompatibleOptions _options;
    private readonly ResiliencePipeline _retries;
    private readonly ConditionalWeakTable<ChatMessage, PoolReplica> _homes = [];
    private readonly ToolsProbe _tools;
    private readonly ChatClientMetadata _metadata;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _answered;

    public EndpointPool(IReadOnlyList<ModelEndpoint> endpoints, OpenAICompatibleOptions options)
    {
        // What one server fails at, or has no time for, goes to the pool at once.
        OpenAICompatibleOptions once = options with { MaxRetries = 0, MaxRateLimitRetries = 0 };
        // One for all servers: the limit is the user's.
        RequestPacing? pacing = RequestPacing.Of(options);
        _options = options;
        _replicas = [.. endpoints.Select(
            endpoint => new PoolReplica(
                new OpenAICompatibleClient(endpoint, once, pacing), endpoint, options.TimeProvider))];
        _retries = ModelRetries.Build(options, new Jitter(options.JitterSeed));
        _tools = new ToolsProbe(this);
        _metadata = new ChatClientMetadata("openai", endpoints[0].BaseUri, endpoints[0].Model);
    }

    /// <summary>What each server did so far, in the order in which they were named.</summary>
    public IReadOnlyList<EndpointStatus> Status()
    {
        lock (_lock) return [.. _replicas.Select(replica => replica.Status())];
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatMessage[] conversation = [.. messages];
        StrongBox<int> attempts = new();
        ChatResponse response = await _retries.ExecuteAsync(
            async token =>
            {
                // A client that is asked anew takes each request for its first.
                if (attempts.Value > 0 && (options as SpendingRequest)?.Share is { } share)
                    await share.RepeatAsync(token).ConfigureAwait(false);
                return await AskOneAsync(conversation, options, attempts, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        (response.AdditionalProperties ??= [])["attempts"] = attempts.Value;
        return response;
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
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose()
    {
        foreach (PoolReplica replica in _replicas) replica.Client.Dispose();
    }

    public override string ToString() =>
        $"{_replicas.Length} servers of {_metadata.DefaultModelId}: "
        + string.Join(", ", _replicas.Select(replica => replica.Endpoint.Path.AbsoluteUri));

    // Asks one server after another as long as they refuse the connection, so that nothing was sent.
    private async Task<ChatResponse> AskOneAsync(
        ChatMessage[] conversation, ChatOptions? options, StrongBox<int> attempts, CancellationToken cancellationToken)
    {
        ChatMessage? key = conversation.FirstOrDefault(message => message.Role == ChatRole.User);
        Dictionary<PoolReplica, ModelException> refused = [];
        while (true)
        {
            if (await ChooseAsync(key, refused, cancellationToken).ConfigureAwait(false) is not var (replica, begun))
                throw AllOut(refused, attempts.Value);
            ModelException failure;
            try
            {
                ChatResponse response = await replica.Client
                    .GetResponseAsync(conversation, options, cancellationToken).ConfigureAwait(false);
                Note(() =>
                {
                    replica.Answered(response.Usage?.OutputTokenCount ?? 0);
                    _answered = true;
                });
                object? sent = response.AdditionalProperties?.GetValueOrDefault("attempts");
                attempts.Value += sent is int count ? count : 1;
                return response;
            }
            catch (ModelException problem)
            {
                failure = problem;
            }
            catch
            {
                Note(() => replica.Leave());
                throw;
            }

            attempts.Value += failure.Attempts;
            Note(() =>
            {
                if (IsOfServer(failure)) replica.Failed(begun, failure.Kind is ModelFailure.Timeout);
                else replica.Leave(failed: true);
            });
            if (failure.Kind is not ModelFailure.Refused) throw failure.After(attempts.Value);
            refused[replica] = failure;
        }
    }

    // Whether the server may be broken. Else the request is at fault, or the account, which stops the run.
    private static bool IsOfServer(ModelException failure) => failure.Kind is ModelFailure.Refused
        or ModelFailure.ConnectionLost or ModelFailure.Server or ModelFailure.Timeout or ModelFailure.BadAnswer;

    // Null where all are out.
    private async ValueTask<(PoolReplica Replica, long Begun)?> ChooseAsync(
        ChatMessage? key, Dictionary<PoolReplica, ModelException> refused, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (Choose(key, refused, out bool full) is { } replica)
                {
                    if (key is not null) _homes.AddOrUpdate(key, replica);
                    return (replica, replica.Begin());
                }

                if (!full) return null;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private PoolReplica? Choose(
        ChatMessage? key, Dictionary<PoolReplica, ModelException> refused, out bool full)
    {
        PoolReplica[] open = [.. _replicas.Where(replica => !refused.ContainsKey(replica))];
        full = false;
        // One request finds out whether a server is there again, before others are kept from it for long.
        if (Array.Find(open, replica => replica.MayBeProbed) is { } probed) return probed;
        PoolReplica[] sound = [.. open.Where(replica => replica.IsSound)];
        // With none that is sound, one that failed once or twice is better than none.
        if (sound.Length == 0) sound = [.. open.Where(replica => !replica.IsOut)];
        PoolReplica[] free = [.. sound.Where(replica => replica.HasRoom)];
        full = sound.Length > 0 && free.Length == 0;
        // One that has asked to wait is asked when all have.
        PoolReplica[] ready = [.. free.Where(replica => !replica.Client.MustWait)];
        if (ready.Length > 0) free = ready;
        PoolReplica? least = free.MinBy(replica => replica.InFlight);
        return key is not null && _homes.TryGetValue(key, out PoolReplica? home) && free.Contains(home)
            && home.InFlight <= (Fuller * least!.InFlight) + Slack ? home : least;
    }

    private void Note(Action note)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            note();
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    private ModelException AllOut(Dictionary<PoolReplica, ModelException> refused, int attempts)
    {
        string seen = string.Join("; ", _replicas.Select(replica =>
            $"{replica.Endpoint.Path.AbsoluteUri} {(refused.TryGetValue(replica, out ModelException? problem)
                ? problem.Seen : "failed three times in a row, and is asked again soon")}"));
        return new ModelException(ModelFailure.Refused,
            $"None of the {_replicas.Length} servers answers: {seen}. Start one, or correct the base URLs.")
        {
            Seen = $"none of {_replicas.Length} servers answers",
            Attempts = attempts,
            StopsRun = true,
            IsTransient = _answered,
        };
    }
}
