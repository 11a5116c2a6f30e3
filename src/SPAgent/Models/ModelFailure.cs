namespace SPAgent;

/// <summary>Why a model gave no answer.</summary>
public enum ModelFailure
{
    /// <summary>HTTP 401: the key is missing, wrong or revoked.</summary>
    Unauthorized,

    /// <summary>HTTP 403: the key is known but may not do this.</summary>
    Forbidden,

    /// <summary>HTTP 404, 405, 410 or a redirect: no such model, or no chat completions at that address.</summary>
    NotFound,

    /// <summary>No connection: refused, unknown host, or TLS that could not be agreed on.</summary>
    Refused,

    /// <summary>Any other HTTP 4xx: the server does not take this request, and would not take it again.</summary>
    Rejected,

    /// <summary>HTTP 429: too many requests or tokens, or the quota is used up.</summary>
    RateLimited,

    /// <summary>HTTP 5xx.</summary>
    Server,

    /// <summary>No whole answer within <see cref="OpenAICompatibleOptions.RequestTimeout"/>, or HTTP 408.</summary>
    Timeout,

    /// <summary>The connection broke after it stood, before the answer was whole.</summary>
    ConnectionLost,

    /// <summary>HTTP 2xx with a body that is no chat completion: not JSON, or without choices.</summary>
    BadAnswer,

    /// <summary>An answer longer than <see cref="OpenAICompatibleOptions.MaxResponseBytes"/>.</summary>
    TooLarge,
}
