using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SPAgent;

/// <summary>What a run tells its logger: counts, names and kinds, never what was asked or said.</summary>
internal static partial class RunLog
{
    /// <summary>The logger of a run; one that tells nobody where there is no factory.</summary>
    public static ILogger Of<T>(ILoggerFactory? factory) => factory?.CreateLogger<T>() ?? (ILogger)NullLogger.Instance;

    /// <summary>What went wrong, without the words of a server, which may repeat a prompt.</summary>
    public static string Kind(Exception problem) => problem switch
    {
        ModelException { StatusCode: { } status } refused =>
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{refused.Kind}, HTTP {status}"),
        ModelException failed => failed.Kind.ToString(),
        _ => problem.GetType().Name,
    };

    [LoggerMessage(1, LogLevel.Information, "The run begins: {Total} in all, {Earlier} there or failed before.")]
    public static partial void Begun(ILogger log, int total, int earlier);

    [LoggerMessage(2, LogLevel.Warning, "{Sample} failed: {Kind}. failures.jsonl says why.")]
    public static partial void Failed(ILogger log, string sample, string kind);

    [LoggerMessage(3, LogLevel.Information, "{Note}")]
    public static partial void Noted(ILogger log, string note);

    [LoggerMessage(4, LogLevel.Information,
        "The run ended after {Elapsed}: {Done} done, {Failed} failed, {Tokens} tokens, {Left} left.")]
    public static partial void Ended(ILogger log, TimeSpan elapsed, int done, int failed, long tokens, int left);
}
