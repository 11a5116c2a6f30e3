namespace SPAgent;

/// <summary>One of several servers of a model: its address, and what opens it.</summary>
/// <param name="baseUri">Address up to and with the version, such as <c>http://gpu1:8000/v1</c>.</param>
/// <param name="apiKey">Sent to this server alone; null or empty sends none. It is shown nowhere.</param>
[TypeFormatterSource]
public sealed class ModelServer(Uri baseUri, string? apiKey = null)
{
    /// <summary>The address.</summary>
    public Uri BaseUri { get; } = baseUri ?? throw new ArgumentNullException(nameof(baseUri));

    /// <summary>The environment variable that messages say to set where the key is missing or wrong. Default
    /// <c>OPENAI_API_KEY</c>.</summary>
    public string ApiKeyVariable { get; init; } = OpenAICompatibleOptions.DefaultApiKeyVariable;

    /// <summary>The address.</summary>
    public override string ToString() => BaseUri.ToString();

    internal ModelEndpoint Endpoint(string model, OpenAICompatibleOptions options) =>
        new(model, BaseUri, apiKey, options with { ApiKeyVariable = ApiKeyVariable });
}
