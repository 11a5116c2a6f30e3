using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;

namespace SPAgent;

/// <summary>
/// One attempt at one endpoint, through the official package. Its protocol method is used rather than its typed one: the typed
/// one copies each image three times as text, and throws on answers that real servers send (lone surrogates, missing fields).
/// </summary>
internal sealed class ChatEndpoint : IDisposable
{
    private readonly OpenAICompatibleOptions _options;
    private readonly EndpointFailures _failures;
    private readonly HttpClient _http;
    private readonly OpenAI.Chat.ChatClient _client;

    public ChatEndpoint(ModelEndpoint endpoint, OpenAICompatibleOptions options)
    {
        (_options, _failures) = (options, new EndpointFailures(endpoint, options));
        _http = new HttpClient(options.Handler ?? Connections(endpoint.BaseUri), disposeHandler: options.Handler is null)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
#pragma warning disable OPENAI001 // Marked experimental: a policy of our own, the only way to send no key at all.
        _client = new OpenAI.Chat.ChatClient(endpoint.Model, new BearerKeyPolicy(endpoint), new OpenAIClientOptions
        {
            Endpoint = endpoint.BaseUri,
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

    /// <summary>Sends a request once and reads its answer.</summary>
    /// <exception cref="ModelException">There was no answer; nothing was tried again.</exception>
    public async Task<ChatResponse> AskAsync(StreamedJson request, int attempt, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(_options.RequestTimeout, _options.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        long start = _options.TimeProvider.GetTimestamp();
        try
        {
            using PipelineResponse http = await SendAsync(request, either.Token).ConfigureAwait(false);
            Memory<byte>? body = await ReadAsync(http.ContentStream, either.Token).ConfigureAwait(false);
            ChatResponse response = Judge(http, body, attempt);
            response.AdditionalProperties = new()
            {
                ["attempts"] = attempt,
                ["latency_ms"] = _options.TimeProvider.GetElapsedTime(start).TotalMilliseconds,
            };
            return response;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw _failures.Timeout(attempt);
        }
        catch (ClientResultException problem)
        {
            throw _failures.Connection(problem.InnerException ?? problem, attempt);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            throw _failures.Connection(problem, attempt);
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
    private async Task<Memory<byte>?> ReadAsync(Stream? stream, CancellationToken cancellationToken)
    {
        if (stream is null) return Memory<byte>.Empty;
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

    private ChatResponse Judge(PipelineResponse http, Memory<byte>? body, int attempt)
    {
        if (http.Status is < 200 or >= 300)
        {
            throw _failures.Status(http.Status, http.Headers, ServerError.Read(body is { } said ? said.Span : []), attempt);
        }

        if (body is not { } answer) throw _failures.TooLarge(http.Status, attempt);
        try
        {
            ChatResponse response = ChatAnswer.Read(answer);
            _failures.Answered();
            return response;
        }
        catch (JsonException problem)
        {
            // Some gateways put an error into a 200.
            ServerError? error = ServerError.Find(answer.Span);
            if (error is not null) throw _failures.Status(error.Status ?? 500, http.Headers, error, attempt);
            throw _failures.BadAnswer(http.Status, http.Headers, problem, answer.Span, attempt);
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
