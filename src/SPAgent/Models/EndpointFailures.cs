using System.ClientModel.Primitives;
using System.Text;

namespace SPAgent;

/// <summary>
/// Names what went wrong at one endpoint and decides what it means. Before the first answer a refused connection, 401, 403
/// and 404 are mistakes in the call's address, model or key and stop the run at once; after it the server was merely lost, and
/// is asked again.
/// </summary>
internal sealed class EndpointFailures(ModelEndpoint endpoint, OpenAICompatibleOptions options)
{
    private const int QuotedLength = 300;

    private volatile bool _answered;

    /// <summary>Notes that the endpoint works.</summary>
    public void Answered() => _answered = true;

    /// <summary>An HTTP error status, or the same inside the body of a 200.</summary>
    public ModelException Status(int status, PipelineResponseHeaders headers, ServerError error, int attempt)
    {
        ModelFailure kind = status switch
        {
            401 => ModelFailure.Unauthorized,
            403 => ModelFailure.Forbidden,
            404 or 405 or 410 or (>= 300 and < 400) => ModelFailure.NotFound,
            408 => ModelFailure.Timeout,
            429 => ModelFailure.RateLimited,
            >= 500 => ModelFailure.Server,
            _ => ModelFailure.Rejected,
        };
        TimeSpan? retryAfter = RetryAfterHeader.Read(headers, options.TimeProvider);
        // No wait in reason helps against a quota that is used up.
        bool outOfQuota = kind is ModelFailure.RateLimited
            && (retryAfter > options.MaxRetryAfter || error.Code is "insufficient_quota");
        bool setup = kind is ModelFailure.Unauthorized or ModelFailure.Forbidden or ModelFailure.NotFound;
        string redirect = headers.TryGetValue("Location", out string? location) ? $" to {location}" : "";
        string said = error.Text.Length > 0 ? $" ({Quote(error.Text)})" : "";
        string message = Message($"HTTP {status}{Quote(redirect)}{said}", ToDo(kind, outOfQuota, retryAfter), attempt);
        return new ModelException(kind, message)
        {
            StatusCode = status,
            RetryAfter = retryAfter,
            Attempts = attempt,
            StopsRun = outOfQuota || kind is ModelFailure.Unauthorized || (setup && !_answered),
            IsTransient = !outOfQuota && kind is not ModelFailure.Rejected && !(setup && !_answered),
        };
    }

    /// <summary>No answer: no connection, or one that broke.</summary>
    public ModelException Connection(Exception problem, int attempt)
    {
        bool refused = problem is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        };
        ModelFailure kind = refused ? ModelFailure.Refused : ModelFailure.ConnectionLost;
        return new ModelException(kind, Message(Quote(problem.Message).TrimEnd('.'), ToDo(kind), attempt), problem)
        {
            Attempts = attempt,
            StopsRun = refused,
            IsTransient = !refused || _answered,
        };
    }

    /// <summary>Nothing, or not everything, within the time for one attempt.</summary>
    public ModelException Timeout(int attempt)
    {
        string seen = $"no whole answer within {options.RequestTimeout.TotalSeconds:0.###} s";
        return new ModelException(ModelFailure.Timeout, Message(seen, ToDo(ModelFailure.Timeout), attempt))
        {
            Attempts = attempt,
            IsTransient = true,
        };
    }

    /// <summary>A body that is no chat completion.</summary>
    public ModelException BadAnswer(
        int status, PipelineResponseHeaders headers, Exception problem, ReadOnlySpan<byte> body, int attempt)
    {
        string type = headers.TryGetValue("Content-Type", out string? value) ? value! : "no content type";
        string begin = Quote(Encoding.UTF8.GetString(body[..Math.Min(body.Length, 16 * QuotedLength)]));
        string seen = $"HTTP {status} with {Quote(type)}: {problem.Message}{(begin.Length > 0 ? $" It begins {begin}" : "")}";
        return new ModelException(ModelFailure.BadAnswer, Message(seen, ToDo(ModelFailure.BadAnswer), attempt), problem)
        {
            StatusCode = status,
            Attempts = attempt,
            IsTransient = true,
        };
    }

    /// <summary>More bytes than are read. Asking again would pay for the same again.</summary>
    public ModelException TooLarge(int status, int attempt)
    {
        string seen = $"an answer of more than {options.MaxResponseBytes:N0} bytes";
        return new ModelException(ModelFailure.TooLarge, Message(seen, ToDo(ModelFailure.TooLarge), attempt))
        {
            StatusCode = status,
            Attempts = attempt,
        };
    }

    private string Message(string seen, string toDo, int attempt) =>
        $"{endpoint}: {seen}{(attempt > 1 ? $", attempt {attempt}" : "")}. {toDo}";

    private string Quote(string text)
    {
        // First the key, then the cut: a cut key would no longer be found.
        text = endpoint.Redact(text).ReplaceLineEndings(" ");
        return text.Length <= QuotedLength ? text : $"{text.AsSpan(0, QuotedLength)}…";
    }

    private string ToDo(ModelFailure kind, bool outOfQuota = false, TimeSpan? retryAfter = null) => kind switch
    {
        ModelFailure.Unauthorized when endpoint.Key is null => "No API key was given: set OPENAI_API_KEY.",
        ModelFailure.Unauthorized => "Set OPENAI_API_KEY to a key that this server accepts.",
        ModelFailure.Forbidden => "Use a key that may use this model, or another model.",
        ModelFailure.NotFound => "Check the model name and the base URL; it usually ends in /v1.",
        ModelFailure.Refused => "Start the server, or correct the base URL.",
        ModelFailure.Rejected => "The server does not take this request: change what it names.",
        ModelFailure.RateLimited when outOfQuota && retryAfter is { } wait =>
            $"The server asks to wait {wait}: run again after that, or raise the quota.",
        ModelFailure.RateLimited when outOfQuota => "The quota is used up: raise it, or use another key.",
        ModelFailure.RateLimited => "Use fewer workers, or raise the rate limit.",
        ModelFailure.Server => "See the server's log.",
        ModelFailure.Timeout => "Use fewer workers, shorter answers, or a longer request timeout (--request-timeout).",
        ModelFailure.ConnectionLost => "See the server's log, and any proxy between.",
        ModelFailure.BadAnswer => "Check that the base URL leads to an OpenAI-compatible server; it usually ends in /v1.",
        _ => "Lower the maximum of output tokens, or raise MaxResponseBytes.",
    };
}
