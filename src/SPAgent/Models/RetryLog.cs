using Microsoft.Extensions.Logging;

namespace SPAgent;

/// <summary>What a client tells its logger of requests that are sent again: kinds and numbers, never what was asked or
/// said.</summary>
internal static partial class RetryLog
{
    /// <summary>Tells the listener and the logger of the options.</summary>
    /// <param name="options">Who is told.</param>
    /// <param name="retry">What is done.</param>
    /// <param name="failure">Why; null where it is no failure of the model.</param>
    public static void Tell(OpenAICompatibleOptions options, ModelRetry retry, ModelException? failure)
    {
        options.OnRetry?.Invoke(retry);
        if (options.LoggerFactory is not { } factory) return;
        ILogger log = factory.CreateLogger("SPAgent.ChatModels");
        if (retry.Change is { } change) Changed(log, change, failure?.StatusCode);
        else Again(log, retry.Attempt, retry.MaxAttempts, failure?.Kind.ToString() ?? "unknown", failure?.StatusCode);
    }

    [LoggerMessage(1, LogLevel.Warning, "Asked again {Attempt}/{MaxAttempts}: {Kind}, HTTP status {Status}.")]
    private static partial void Again(ILogger log, int attempt, int maxAttempts, string kind, int? status);

    [LoggerMessage(2, LogLevel.Information, "Asked again {Change}, since the server refused it: HTTP status {Status}.")]
    private static partial void Changed(ILogger log, string change, int? status);
}
