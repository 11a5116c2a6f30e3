using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;

namespace SPAgent;

/// <summary>
/// Names what went wrong at one endpoint and decides what it means. Before the first answer a refused connection, 401,
/// 403 and 404 are mistakes in the call's address, model or key and stop the run at once; after it the server was
/// merely lost, and is asked again. What the account, or a setting of every request, is to blame for stops the run at
/// any time.
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
        ModelFailure kind = FailureKinds.Of(status, error);
        TimeSpan? retryAfter = RetryDelay.Read(headers, error, options.TimeProvider);
        bool outOfQuota = kind is ModelFailure.RateLimited
            && (retryAfter > options.MaxRetryAfter || FailureKinds.IsOutOfQuota(error, retryAfter));
        bool blind = kind is ModelFailure.Rejected && FailureKinds.IsBlind(error);
        bool setup = kind is ModelFailure.Unauthorized or ModelFailure.Forbidden or ModelFailure.NotFound;
        string redirect = headers.TryGetValue("Location", out string? location) ? Quote($" to {location}") : "";
        string said = error.Text.Length > 0 ? $" ({Quote(error.Text)})" : "";
        string toDo = outOfQuota ? FailureAdvice.OfQuota(retryAfter) : blind ? FailureAdvice.OfBlindModel
            : kind is ModelFailure.Empty ? FailureAdvice.OfHiddenReasoning : FailureAdvice.Of(kind, endpoint);
        return new ModelException(kind, Message($"HTTP {status}{redirect}{said}", toDo, attempt))
        {
            Seen = $"HTTP {status}{said}",
            Error = error,
            StatusCode = status,
            RetryAfter = retryAfter,
            Attempts = attempt,
            StopsRun = outOfQuota || blind
                || kind is ModelFailure.Unauthorized or ModelFailure.Unpaid or ModelFailure.ToolsRefused
                || (kind is ModelFailure.Rejected && FailureKinds.IsOfEveryRequest(error)) || (setup && !_answered),
            IsTransient = kind is ModelFailure.Server or ModelFailure.Timeout
                || (kind is ModelFailure.RateLimited && !outOfQuota) || (setup && _answered),
        };
    }

    /// <summary>The failure that the transport tells of; null where it is none of the connection.</summary>
    public ModelException? OfTransport(Exception problem, int attempt) => problem switch
    {
        ClientResultException => Connection(problem.InnerException ?? problem, attempt),
        HttpRequestException or IOException or InvalidDataException => Connection(problem, attempt),
        _ => null,
    };

    /// <summary>No answer: no connection, or one that broke.</summary>
    public ModelException Connection(Exception problem, int attempt)
    {
        bool refused = problem is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        };
        ModelFailure kind = refused ? ModelFailure.Refused : ModelFailure.ConnectionLost;
        string? tls = refused ? TlsFault.Describe(problem) : null;
        string seen = tls ?? Quote(problem.Message).TrimEnd('.');
        string toDo = tls is not null && TlsFault.IsOfCertificate(tls) ? FailureAdvice.OfCertificate
            : FailureAdvice.Of(kind, endpoint);
        return new ModelException(kind, Message(seen, toDo, attempt), problem)
        {
            Seen = seen,
            Attempts = attempt,
            StopsRun = refused,
            IsTransient = !refused || _answered,
        };
    }

    /// <summary>Nothing, or not everything, within the time for one attempt.</summary>
    public ModelException Timeout(int attempt) =>
        Make(ModelFailure.Timeout, $"no whole answer within {options.RequestTimeout.TotalSeconds:0.###} s", attempt,
            isTransient: true);

    /// <summary>A body that is no chat completion.</summary>
    public ModelException BadAnswer(int status, PipelineResponseHeaders headers, Exception problem,
        ReadOnlySpan<byte> body, int attempt)
    {
        string type = headers.TryGetValue("Content-Type", out string? value) ? value! : "no content type";
        string begin = Quote(Encoding.UTF8.GetString(body[..Math.Min(body.Length, 16 * QuotedLength)]));
        string seen =
            $"HTTP {status} with {Quote(type)}: {problem.Message}{(begin.Length > 0 ? $" It begins {begin}" : "")}";
        return Make(ModelFailure.BadAnswer, seen, attempt, status, isTransient: true, problem);
    }

    /// <summary>More bytes than are read. Asking again would pay for the same again.</summary>
    public ModelException TooLarge(int status, int attempt) =>
        Make(ModelFailure.TooLarge, $"an answer of more than {options.MaxResponseBytes:N0} bytes", attempt, status);

    /// <summary>A reply with nothing in it. One whose tokens went into hidden reasoning would cost the same
    /// again.</summary>
    public ModelException Empty(int status, string? finishReason, bool reasonedInHiding, int attempt)
    {
        string seen = $"an empty reply{(finishReason is null ? "" : $", finish_reason {Quote(finishReason)}")}";
        return reasonedInHiding
            ? new ModelException(ModelFailure.Empty,
                Message($"{seen}: its tokens went into reasoning that is not shown",
                    FailureAdvice.OfHiddenReasoning, attempt))
            {
                Seen = seen,
                StatusCode = status,
                Attempts = attempt,
            }
            : Make(ModelFailure.Empty, seen, attempt, status, isTransient: true);
    }

    /// <summary>A reply that the server's filter held back.</summary>
    public ModelException Filtered(int status, string finishReason, int attempt) =>
        Make(ModelFailure.Filtered, $"no reply, finish_reason {Quote(finishReason)}", attempt, status);

    private ModelException Make(ModelFailure kind, string seen, int attempt, int? status = null,
        bool isTransient = false, Exception? inner = null) =>
        new(kind, Message(seen, FailureAdvice.Of(kind, endpoint), attempt), inner)
        {
            Seen = seen,
            StatusCode = status,
            Attempts = attempt,
            IsTransient = isTransient,
        };

    private string Message(string seen, string toDo, int attempt) =>
        $"{endpoint}: {seen}{(attempt > 1 ? $", attempt {attempt}" : "")}. {toDo}";

    private string Quote(string text)
    {
        // First the key, then the cut: a cut key would no longer be found.
        text = endpoint.Redact(text).ReplaceLineEndings(" ");
        return text.Length <= QuotedLength ? text : $"{text.AsSpan(0, QuotedLength)}…";
    }
}
