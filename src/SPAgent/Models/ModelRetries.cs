using Polly;
using Polly.Retry;

namespace SPAgent;

/// <summary>When a request is sent again. Rate limits and faults are counted apart: a busy server is no broken
/// one.</summary>
internal static class ModelRetries
{
    public static ResiliencePipeline Build(OpenAICompatibleOptions options, Jitter jitter)
    {
        ResiliencePipelineBuilder builder = new() { TimeProvider = options.TimeProvider };
        if (options.MaxRateLimitRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = retry => ValueTask.FromResult(IsTransient(retry.Outcome, rateLimited: true)),
                MaxRetryAttempts = options.MaxRateLimitRetries,
                // The gate holds the request for as long as the server wants.
                Delay = TimeSpan.Zero,
                OnRetry = retry => Tell(options, retry.Outcome, retry.AttemptNumber, options.MaxRateLimitRetries),
            });
        }

        if (options.MaxRetries > 0)
        {
            builder.AddRetry(Backoff(options, jitter, outcome => IsTransient(outcome, rateLimited: false)));
        }

        return builder.Build();
    }

    /// <summary>The same for what is no chat: rate limits and faults are counted alike.</summary>
    public static ResiliencePipeline OfFaults(OpenAICompatibleOptions options, Jitter jitter) =>
        options.MaxRetries == 0 ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider }.AddRetry(Backoff(
            options, jitter, outcome => outcome.Exception is ModelException { IsTransient: true })).Build();

    private static RetryStrategyOptions Backoff(
        OpenAICompatibleOptions options, Jitter jitter, Func<Outcome<object>, bool> isTransient) => new()
        {
            ShouldHandle = retry => ValueTask.FromResult(isTransient(retry.Outcome)),
            MaxRetryAttempts = options.MaxRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Randomizer = jitter.Next,
            Delay = options.BaseDelay,
            MaxDelay = options.MaxDelay,
            OnRetry = retry => Tell(options, retry.Outcome, retry.AttemptNumber, options.MaxRetries),
            DelayGenerator = retry => ValueTask.FromResult(Asked(retry.Outcome, options.MaxRetryAfter)),
        };

    private static ValueTask Tell(OpenAICompatibleOptions options, Outcome<object> outcome, int before, int most)
    {
        ModelException? failure = outcome.Exception as ModelException;
        RetryLog.Tell(options, new ModelRetry
        { Attempt = before + 2, MaxAttempts = most + 1, Reason = failure?.Seen ?? "" }, failure);
        return ValueTask.CompletedTask;
    }

    private static bool IsTransient(Outcome<object> outcome, bool rateLimited) =>
        outcome.Exception is ModelException { IsTransient: true } failure
            && (failure.Kind is ModelFailure.RateLimited) == rateLimited;

    /// <summary>The wait that a 503 asks for; null leaves it to the backoff.</summary>
    private static TimeSpan? Asked(Outcome<object> outcome, TimeSpan most) =>
        outcome.Exception is ModelException { RetryAfter: { } wait } && wait > TimeSpan.Zero
            ? (wait < most ? wait : most) : null;
}
