using Microsoft.Extensions.AI;

namespace SPAgent;

public static partial class ChatModels
{
    /// <summary>
    /// A model behind an OpenAI-compatible server (vLLM, SGLang, Ollama, a cloud): chat completions with images as data
    /// URIs and native tools. Safe for any number of calls at once; one client for a whole run shares connections and
    /// rate limits.
    /// </summary>
    /// <param name="model">Model name as the server knows it.</param>
    /// <param name="baseUri">
    /// Address up to and with the version, such as <c>http://localhost:8000/v1</c>; a query such as Azure's
    /// <c>?api-version=…</c> is kept.
    /// </param>
    /// <param name="apiKey">
    /// Sent as a bearer token, at Azure's addresses as <c>api-key</c> too; null or empty sends none, which is what a
    /// local server wants.
    /// </param>
    /// <param name="options">Time-outs, retries, limits, and what each request carries beside the conversation.</param>
    /// <returns>
    /// A client that throws <see cref="ModelException"/> where no answer came, hands out a <see cref="ToolsProbe"/> as
    /// a service, and notes <c>attempts</c> and <c>latency_ms</c> (of the attempt that was answered) in each response's
    /// <see cref="ChatResponse.AdditionalProperties"/>. Streaming gives the whole answer at once.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The model is blank, the address is not http or https or carries credentials (also as a key in its query) or a
    /// fragment, the key or a header holds a character that no HTTP header can carry, or the environment variable of a
    /// header is not set.
    /// </exception>
    public static IChatClient OpenAICompatible(
        string model, Uri baseUri, string? apiKey = null, OpenAICompatibleOptions? options = null) =>
        Client(new ModelEndpoint(model, baseUri, apiKey, options), options ?? new OpenAICompatibleOptions());

    /// <summary>
    /// The same model behind several servers. A conversation begins on the server with the fewest requests in flight
    /// and stays there as long as that is sensible; a server that fails three times in a row gets no requests but a
    /// probe, after 1 to 60 s. <see cref="RunProgress.Servers"/> tells how each does.
    /// </summary>
    /// <param name="model">Model name as every server knows it.</param>
    /// <param name="servers">The servers; no address twice.</param>
    /// <param name="options">Time-outs, retries and what each request carries; each server has a rate limit of its
    /// own.</param>
    /// <inheritdoc cref="OpenAICompatible(string, Uri, string?, OpenAICompatibleOptions?)"/>
    /// <exception cref="ArgumentException">There is no server, an address is given twice, or one is no
    /// good.</exception>
    public static IChatClient OpenAICompatible(
        string model, IReadOnlyList<ModelServer> servers, OpenAICompatibleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(servers);
        if (servers.Count == 0) throw new ArgumentException("Give at least one server.", nameof(servers));
        options ??= new OpenAICompatibleOptions();
        ModelEndpoint[] endpoints = [.. servers.Select(server => server.Endpoint(model, options))];
        ModelEndpoint? twice =
            endpoints.GroupBy(endpoint => endpoint.BaseUri).FirstOrDefault(same => same.Count() > 1)?.First();
        if (twice is not null)
            throw new ArgumentException($"The base address {twice.Path} is given twice.", nameof(servers));
        return endpoints is [var only] ? Client(only, options)
            : new EndpointPool(endpoints, options);
    }

    private static OpenAICompatibleClient Client(ModelEndpoint endpoint, OpenAICompatibleOptions options) =>
        new(endpoint, options, RequestPacing.Of(options));
}
