using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace SPAgent;

/// <summary>How an OpenAI-compatible server is asked: how long to wait, how often to ask again, and what each request
/// carries.</summary>
[TypeFormatterSource]
public sealed record OpenAICompatibleOptions
{
    internal const string DefaultApiKeyVariable = "OPENAI_API_KEY";

    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>
    /// Longest time for one attempt, from sending to the last byte of the answer. Default 120 s; from 1 ms to 24 h.
    /// </summary>
    public TimeSpan RequestTimeout { get; init => field = Ranges.Check(value, Millisecond, Day); } =
        TimeSpan.FromSeconds(120);

    /// <summary>
    /// Retries of one request after a 5xx, a time-out, a lost connection or an answer that can't be read, counted anew
    /// after a 429. Default 5; from 0 to 100.
    /// </summary>
    public int MaxRetries { get; init => field = Ranges.Check(value, 0, 100); } = 5;

    /// <summary>Retries of one request after a 429. Default 10; from 0 to 1,000.</summary>
    public int MaxRateLimitRetries { get; init => field = Ranges.Check(value, 0, 1_000); } = 10;

    /// <summary>
    /// The first wait; it doubles each time, with jitter, unless the server sends Retry-After. Default 1 s; from 0 to
    /// 24 h.
    /// </summary>
    public TimeSpan BaseDelay { get; init => field = Ranges.Check(value, TimeSpan.Zero, Day); } =
        TimeSpan.FromSeconds(1);

    /// <summary>The longest wait that this side chooses by itself. Default 60 s; from 0 to 24 h.</summary>
    public TimeSpan MaxDelay { get; init => field = Ranges.Check(value, TimeSpan.Zero, Day); } =
        TimeSpan.FromSeconds(60);

    /// <summary>
    /// The longest Retry-After that is waited for; a longer one (a daily quota, say) ends the request with
    /// <see cref="ModelException.StopsRun"/> set. Default 10 min; from 0 to 24 h.
    /// </summary>
    public TimeSpan MaxRetryAfter { get; init => field = Ranges.Check(value, TimeSpan.Zero, Day); } =
        TimeSpan.FromMinutes(10);

    /// <summary>
    /// Requests in any 60 s, those asked again included; over all servers where there are several. Default null: no
    /// limit; from 1.
    /// </summary>
    public int? RequestsPerMinute { get; init => field = value is { } most ? Ranges.AtLeast(most, 1) : null; }

    /// <summary>
    /// Tokens in any 60 s, sent and received, as the server counts them. A request begins when as many as the last ones
    /// took are free. Default null: no limit; from 1.
    /// </summary>
    public int? TokensPerMinute { get; init => field = value is { } most ? Ranges.AtLeast(most, 1) : null; }

    /// <summary>Longest answer that is read, in bytes. Default 4 MiB; from 1 KiB to 1 GiB.</summary>
    public int MaxResponseBytes { get; init => field = Ranges.Check(value, 1 << 10, 1 << 30); } = 4 << 20;

    /// <summary>Clock of time-outs and waits. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Seed of the jitter. Default: the process id, so that processes that share a server drift
    /// apart.</summary>
    public int JitterSeed { get; init; } = Environment.ProcessId;

    /// <summary>
    /// What sends the requests; it stays the caller's and is not disposed. Null (default): connections of the client's
    /// own, reused, as many as there are requests at once, past any proxy for this machine itself.
    /// </summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>
    /// A JSON object whose fields go into each request, such as <c>{"top_k": 20}</c>; they win over what the client
    /// would write under the same name. Default: null, none.
    /// </summary>
    /// <exception cref="ArgumentException">It is no object, or holds <c>model</c>, <c>messages</c>, <c>tools</c> or
    /// <c>stream</c>.</exception>
    public JsonElement? ExtraBody { get; init { SPAgent.ExtraBody.Of(value); field = value?.Clone(); } }

    /// <summary>
    /// Headers of each request, by name. A value <c>$NAME</c> is taken from the environment variable of that name when
    /// the client is made: so is a secret given, which then never reaches an answer, a message or a file. Default:
    /// none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The environment variable that messages say to set where the key is missing or wrong. Default
    /// <c>OPENAI_API_KEY</c>.</summary>
    public string ApiKeyVariable { get; init; } = DefaultApiKeyVariable;

    /// <summary>Told each time a request is asked again, before the wait, from several threads at once. Default:
    /// nobody.</summary>
    public Action<ModelRetry>? OnRetry { get; init; }

    /// <summary>Makes the logger that is told the same by kind and status, without a server's words. Default null:
    /// nobody is told.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }
}
