using System.Text;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>A model at an address, and what opens it. Only <see cref="EndpointPolicy"/> reads the key and the
/// headers.</summary>
internal sealed partial class ModelEndpoint
{
    // Shorter ones could stand anywhere in a text.
    private const int ShortestSecret = 4, ShortestKey = 8;

    // What is set where a server wants some key, whichever. They are no secrets, and a model may use the words.
    private static readonly string[] s_dummyKeys = ["anything", "dummy-key", "lm-studio", "no-key-required",
        "not-needed", "placeholder", "sk-no-key-required", "whatever"];

    private readonly string[] _secrets;
    private readonly string[] _values;

    public ModelEndpoint(string model, Uri baseUri, string? apiKey, OpenAICompatibleOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(baseUri);
        if (!baseUri.IsAbsoluteUri || (baseUri.Scheme != Uri.UriSchemeHttp && baseUri.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException(
                "The base address is no http or https address. Give one such as http://localhost:8000/v1.",
                nameof(baseUri));
        }

        // A password or a key in the address would end up in every message.
        if (baseUri.UserInfo.Length > 0 || baseUri.Fragment.Length > 0
            || QueryNames(baseUri).Any(name => Secret().IsMatch(name)))
        {
            throw new ArgumentException(
                $"The base address at {baseUri.Authority} carries credentials or a fragment. Give it "
                    + "without, and a key as API key.",
                nameof(baseUri));
        }

        apiKey = apiKey?.Trim();
        if (apiKey is not null && apiKey.Any(c => c is <= ' ' or > '~'))
        {
            throw new ArgumentException(
                "The API key holds a blank, a control or a non-ASCII character, which no HTTP "
                    + "header can carry. Set it again.",
                nameof(apiKey));
        }

        (Model, BaseUri, Key) = (model, baseUri, string.IsNullOrEmpty(apiKey) ? null : apiKey);
        KeyName = options?.ApiKeyVariable ?? OpenAICompatibleOptions.DefaultApiKeyVariable;
        ChildEnvironment.Hide(KeyName);
        Headers = RequestHeaders.Of(options?.Headers ?? new Dictionary<string, string>());
        string[] secretKeys = Key is { Length: >= ShortestKey } key
            && !s_dummyKeys.Contains(key, StringComparer.OrdinalIgnoreCase) ? [key] : [];
        _secrets = [.. Headers.Secrets.Where(secret => secret.Length >= ShortestSecret), .. secretKeys];
        _values = [.. Headers.Values.Values.Where(value => value.Length >= ShortestSecret), .. secretKeys];
    }

    public string Model { get; }

    public Uri BaseUri { get; }

    /// <summary>The address without its query, which is put onto each request.</summary>
    public Uri Path => new(BaseUri.GetLeftPart(UriPartial.Path));

    /// <summary>The key; null where none is sent.</summary>
    public string? Key { get; }

    /// <summary>The environment variable that holds the key.</summary>
    public string KeyName { get; }

    public RequestHeaders Headers { get; }

    /// <summary>Whether the key is wanted in Azure's own header as well.</summary>
    public bool IsAzure => BaseUri.Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase)
        || BaseUri.Host.EndsWith(".azure.us", StringComparison.OrdinalIgnoreCase);

    /// <summary>Text of a server with the key and the headers' values taken out: some servers echo them.</summary>
    public string Redact(string text) =>
        _values.Aggregate(text, (said, value) => said.Replace(value, "***", StringComparison.Ordinal));

    /// <summary>The same for a body, in place, of the key and of headers that came from the environment: they never
    /// reach an answer, and so no file.</summary>
    public Memory<byte>? Redact(Memory<byte>? body)
    {
        if (body is not { } bytes) return body;
        foreach (string secret in _secrets) KeyRedaction.Apply(bytes.Span, Encoding.ASCII.GetBytes(secret));
        return body;
    }

    public override string ToString() => $"{BaseUri.AbsoluteUri} ({Model})";

    private static IEnumerable<string> QueryNames(Uri uri) =>
        uri.Query.TrimStart('?').Split('&').Select(pair => Uri.UnescapeDataString(pair.Split('=')[0]));

    [GeneratedRegex("(?:key|token|secret|password|passwd|pwd|signature|credentials?)$|^(?:sig|code|auth|authorization)$", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
