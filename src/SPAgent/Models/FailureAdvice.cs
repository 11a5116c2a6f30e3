namespace SPAgent;

/// <summary>What to do about a failure.</summary>
internal static class FailureAdvice
{
    /// <summary>A sentence or two.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="endpoint">Where; its key's name is part of some advice.</param>
    public static string Of(ModelFailure kind, ModelEndpoint endpoint) => kind switch
    {
        ModelFailure.Unauthorized when endpoint.Key is null => $"No API key was given: set {endpoint.KeyName}.",
        ModelFailure.Unauthorized => $"Set {endpoint.KeyName} to a key that this server accepts.",
        ModelFailure.Forbidden => "Use a key that may use this model, or another model.",
        ModelFailure.NotFound => "Check the model name and the base URL; it usually ends in /v1.",
        ModelFailure.Refused => "Start the server, or correct the base URL.",
        ModelFailure.Rejected => "The server does not take this request: change what it names.",
        ModelFailure.RateLimited => "Use fewer workers, or raise the rate limit.",
        ModelFailure.Server => "See the server's log.",
        ModelFailure.Timeout => "Use fewer workers, shorter answers, or a longer request timeout (--request-timeout).",
        ModelFailure.ConnectionLost => "See the server's log, and any proxy between.",
        ModelFailure.BadAnswer =>
            "Check that the base URL leads to an OpenAI-compatible server; it usually ends in /v1.",
        ModelFailure.Empty => "See the server's log: its chat template or its parsers may drop what the model says.",
        ModelFailure.Filtered => "The server's filter took exception to this one; the others are not concerned.",
        ModelFailure.Unpaid => "Pay the account's bill or add credit, then run again: it goes on where it stopped.",
        ModelFailure.ContextTooLong =>
            "Allow fewer turns or tokens, show fewer or smaller pictures, or serve the model with a longer context.",
        ModelFailure.PictureRefused => "Show fewer or smaller pictures, or in another format.",
        ModelFailure.ToolsRefused => "Describe the tools in the prompt: --tools-mode prompt (ToolsMode.Prompt).",
        _ => "Lower the maximum of output tokens, or raise MaxResponseBytes.",
    };

    /// <summary>The same for a quota that is used up.</summary>
    public static string OfQuota(TimeSpan? retryAfter) => retryAfter is { } wait
        ? $"The server asks to wait {wait}: run again after that, or raise the quota."
        : "The quota is used up: raise it, or use another key.";

    /// <summary>The same for a connection whose certificate is no good.</summary>
    public const string OfCertificate =
        "Where the certificate is your own, put it, or its authority's, into a PEM file and name "
            + "that file in SSL_CERT_FILE.";

    /// <summary>The same for a model that can't see.</summary>
    public const string OfBlindModel = "Use a model that takes pictures, or start this one with its vision part.";

    /// <summary>The same for a reply whose tokens all went into hidden reasoning.</summary>
    public const string OfHiddenReasoning =
        "Raise the tokens of a reply (--max-tokens), or lower the reasoning effort (--extra-body).";
}
