using Microsoft.Extensions.Logging;

namespace SPAgent;

/// <summary>What a collector tells its logger: names and kinds, never what was asked or said.</summary>
internal static partial class CollectorLog
{
    [LoggerMessage(1, LogLevel.Debug, "Session {SessionId} is saved.")]
    public static partial void Saved(ILogger log, string sessionId);

    [LoggerMessage(2, LogLevel.Information,
        "Session {SessionId} failed; failures.jsonl says why. May pass: {MayPass}.")]
    public static partial void Failed(ILogger log, string sessionId, bool mayPass);

    [LoggerMessage(3, LogLevel.Error,
        "A recorded conversation can't be written. It is kept in memory and written with the next answer.")]
    public static partial void NotWritten(ILogger log, Exception problem);
}
