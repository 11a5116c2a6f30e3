using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;

namespace SPAgent;

/// <summary>
/// One attempt at one endpoint, through the official package. Its protocol method is used rather than its typed one:
/// the typed one copies each image three times as text, and throws on answers that real servers send (lone surrogates,
/// missing fields).
/// </summary>
internal sealed class ChatEndpoint : IDisposable
{
    private readonly ModelEndpoint _endpoint;
    private readonly OpenAICompatibleOptions _options;
    private readonly EndpointFailures _failures;
    private readonly ReplyJudge _judge;
    private readonly HttpClient _http;
    private readonly OpenAI.Chat.ChatClient _client;

    public ChatEndpoint(ModelEndpoint endpoint, OpenAICompatibleOptions options)
    {
        (_endpoint, _options, _failures) = (endpoint, options, new EndpointFailures(endpoint, options));
        _judge = new ReplyJudge(endpoint, _failures);
        _http =
            new HttpClient(options.Handler ?? Connections(endpoint.BaseUri), disposeHandler: options.Handler is null)
            {
                Timeout = Timeout.InfiniteTimeSpan,
            };
#pragma warning disable OPENAI001 // Marked experimental: a policy of our own, the only way to send no key at all.
        _client = new OpenAI.Chat.ChatClient(endpoint.Model, new EndpointPolicy(endpoint), new OpenAIClientOptions
        {
            Endpoint = endpoint.Path,
            Transport = new HttpClientPipelineTransport(_http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            EnableDistributedTracing = false,
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
        });
#pragma warning restore OPENAI001
    }

    /// <summary>The official client that sends the requests, without retries and time-outs of its own.</summary>
    public OpenAI.Chat.ChatClient Client => _client;

    /// <summary>The server's files and batches, behind the same key, headers and connections.</summary>
    public BatchEndpoint Batches => field ??= new(_endpoint, _options, _failures, _judge, _client.Pipeline);

    /// <summary>Sends a request once and reads its answer.</summary>
    /// <exception cref="ModelException">There was no answer; nothing was tried again.</exception>
    public async Task<ChatResponse> AskAsync(StreamedJson request, int attempt, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(_options.RequestTimeout, _options.TimeProvider);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        long start = _options.TimeProvider.GetTimestamp();
        try
        {
            using PipelineResponse http = await SendAsync(request, either.Token).ConfigureAwait(false);
            Memory<byte>? body = await ReadAsync(http, either.Token).ConfigureAwait(false);
            ChatResponse response = _judge.Judge(http.Status, http.Headers, _endpoint.Redact(body), attempt);
            response.AdditionalProperties = new()
            {
                ["attempts"] = attempt,
                ["latency_ms"] = _options.TimeProvider.GetElapsedTime(start).TotalMilliseconds,
            };
            return response;
        }
        catch (OperationCanceledException)
            when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw _failures.Timeout(attempt);
        }
        catch (Exception problem) when (_failures.OfTransport(problem, attempt) is { } failure)
        {
            throw failure;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<PipelineResponse> SendAsync(StreamedJson request, CancellationToken cancellationToken)
    {
        RequestOptions options = new()
        {
            BufferResponse = false,
            ErrorOptions = ClientErrorBehaviors.NoThrow,
            CancellationToken = cancellationToken,
        };
        ClientResult result = await _client.CompleteChatAsync(request, options).ConfigureAwait(false);
        return result.GetRawResponse();
    }

    /// <returns>The body; null when it is longer than allowed.</returns>
    private async Task<Memory<byte>?> ReadAsync(PipelineResponse http, CancellationToken cancellationToken)
    {
        if (http.ContentStream is null) return Memory<byte>.Empty;
        await using Stream stream = PackedBody.Open(http.ContentStream, http.Headers);
        // It ends here. Of a body in memory the response would read the rest when it is disposed of.
        http.ContentStream = null;
        byte[] body = new byte[4096];
        int length = 0;
        while (true)
        {
            int read = await stream.ReadAsync(body.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0) return body.AsMemory(0, length);
            length += read;
            if (length > _options.MaxResponseBytes) return null;
            if (length == body.Length) Array.Resize(ref body, 2 * length);
        }
    }

    // A redirect would turn POST into GET and may lead elsewhere: it is reported, never followed.
    private static SocketsHttpHandler Connections(Uri baseUri) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = !baseUri.IsLoopback,
        MaxConnectionsPerServer = int.MaxValue,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        ActivityHeadersPropagator = null,
    };
}
