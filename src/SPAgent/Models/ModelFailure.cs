namespace SPAgent;

/// <summary>Why a model gave no answer.</summary>
public enum ModelFailure
{
    /// <summary>HTTP 401, or a key that is refused by name: it is missing, wrong or revoked.</summary>
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

    /// <summary>HTTP 5xx, and what passes as they do: 409, 425, 498 and the like, or an error in place of the
    /// reply.</summary>
    Server,

    /// <summary>No whole answer within <see cref="OpenAICompatibleOptions.RequestTimeout"/>, or HTTP 408.</summary>
    Timeout,

    /// <summary>The connection broke after it stood, before the answer was whole.</summary>
    ConnectionLost,

    /// <summary>HTTP 2xx with a body that is no chat completion: not JSON, or without choices.</summary>
    BadAnswer,

    /// <summary>An answer longer than <see cref="OpenAICompatibleOptions.MaxResponseBytes"/>.</summary>
    TooLarge,

    /// <summary>A reply with nothing in it: no text, no call, no reasoning.</summary>
    Empty,

    /// <summary>The server's filter or moderation took exception to this input or its reply; it belongs to this
    /// sample.</summary>
    Filtered,

    /// <summary>HTTP 402, or an account in arrears or without credit.</summary>
    Unpaid,

    /// <summary>The conversation is longer than the model's context. Its earlier turns were answered and can be
    /// kept.</summary>
    ContextTooLong,

    /// <summary>The server does not take a picture, or that many. Earlier turns were answered and can be
    /// kept.</summary>
    PictureRefused,

    /// <summary>The server takes no tools beside the messages; they can be described in the prompt.</summary>
    ToolsRefused,
}
