using System.Globalization;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>Calls of models and tools that are given so much time and no more.</summary>
internal static class TimedCall
{
    /// <summary>Asks a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="messages">The conversation.</param>
    /// <param name="request">Options of the request.</param>
    /// <param name="limit">Time for the whole reply.</param>
    /// <param name="step">What is asked, for the message, such as <c>turn 2</c>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TimeoutException">There was no reply in time.</exception>
    public static async Task<ChatResponse> AskAsync(
        IChatClient model, IEnumerable<ChatMessage> messages, ChatOptions request, TimeSpan limit, string step,
        TimeProvider time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timer = new(limit, time);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await model.GetResponseAsync(messages, request, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
            when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The model gave no reply within {Seconds(limit)} in {step}.");
        }
    }

    /// <summary>Runs a tool on a thread of the pool. One that does not end when it is told to is left behind, not
    /// waited for.</summary>
    /// <returns>The result; whatever went wrong becomes a failed one, in words for the model.</returns>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> call, Func<string, T> failed, TimeSpan limit, TimeProvider time,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource timer = new(limit, time);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        CancellationToken stop = either.Token;
        try
        {
            return await Task.Run(() => call(stop), stop).WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
            when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return failed($"Error: The tool gave no result within {Seconds(limit)}.");
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
        {
            return failed($"Error: Tool execution failed - {problem.Message}");
        }
    }

    /// <summary>What a call of a tool that is not there is told.</summary>
    public static string Unknown(string name, IEnumerable<string> known) =>
        $"Error: Unknown tool '{name}'. Available: {string.Join(", ", known)}.";

    private static string Seconds(TimeSpan limit) =>
        string.Create(CultureInfo.InvariantCulture, $"{limit.TotalSeconds:0.###} s");
}
