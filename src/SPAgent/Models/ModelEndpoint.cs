namespace SPAgent;

/// <summary>A model at an address, and the key that opens it. Only <see cref="BearerKeyPolicy"/> reads the key.</summary>
internal sealed class ModelEndpoint
{
    public ModelEndpoint(string model, Uri baseUri, string? apiKey)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(baseUri);
        if (!baseUri.IsAbsoluteUri || (baseUri.Scheme != Uri.UriSchemeHttp && baseUri.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException(
                "The base address is no http or https address. Give one such as http://localhost:8000/v1.", nameof(baseUri));
        }

        // A password or a key in the address would end up in every message.
        if (baseUri.UserInfo.Length > 0 || baseUri.Query.Length > 0 || baseUri.Fragment.Length > 0)
        {
            throw new ArgumentException(
                $"The base address at {baseUri.Authority} carries credentials, a query or a fragment. "
                + "Give it without, and a key as API key.",
                nameof(baseUri));
        }

        apiKey = apiKey?.Trim();
        if (apiKey is not null && apiKey.Any(c => c is <= ' ' or > '~'))
        {
            throw new ArgumentException(
                "The API key holds a blank, a control or a non-ASCII character, which no HTTP header can carry. Set it again.",
                nameof(apiKey));
        }

        (Model, BaseUri, Key) = (model, baseUri, string.IsNullOrEmpty(apiKey) ? null : apiKey);
    }

    public string Model { get; }

    public Uri BaseUri { get; }

    /// <summary>The key; null where none is sent.</summary>
    public string? Key { get; }

    /// <summary>Text of a server with the key taken out: some servers echo it.</summary>
    public string Redact(string text) => Key is null ? text : text.Replace(Key, "***", StringComparison.Ordinal);

    /// <summary>The same for a body, in place: the key never reaches an answer, and so no file.</summary>
    public Memory<byte>? Redact(Memory<byte>? body)
    {
        if (Key is not null && body is { } bytes) KeyRedaction.Apply(bytes.Span, System.Text.Encoding.ASCII.GetBytes(Key));
        return body;
    }

    public override string ToString() => $"{BaseUri.AbsoluteUri} ({Model})";
}
